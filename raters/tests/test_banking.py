from __future__ import annotations

import io
import itertools
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image as Pillow
from skimage import data

from imgcodecs.blind import png_bytes, shown_path
from raters import baking
from raters.bank import bank_lacks
from raters.management.commands.build_item_bank import default_photographs
from raters.models import ArtefactItem

pytestmark = pytest.mark.django_db


@pytest.fixture()
def quick_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baking, "CODECS", (("jpeg", {}, None), ("webp", {}, (1, 40))))
    monkeypatch.setattr(baking, "WINDOW_PX", 96)


@pytest.fixture()
def photographs(tmp_path: Path) -> list[str]:
    whole = data.astronaut()
    paths = []
    for number, corner in enumerate((0, 200)):
        path = tmp_path / f"photo{number}.png"
        path.write_bytes(png_bytes(np.ascontiguousarray(whole[corner:, :200][:200])))
        paths.append(str(path))
    return paths


def build(*images: str, **options) -> str:
    out = StringIO()
    try:
        call_command("build_item_bank", *images, stdout=out, **options)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


@pytest.mark.usefixtures("quick_recipes")
def test_it_makes_graded_items_of_real_encodes(photographs: list[str]) -> None:
    assert build(*photographs).startswith("16 new items; the bank holds 16")
    items = list(ArtefactItem.objects.order_by("-strength"))
    assert [item.practice for item in items].count(True) == 2
    assert {item.source for item in items if item.practice} == {"photo0", "photo1"}
    for source in ("photo0", "photo1"):
        ordered = ArtefactItem.objects.filter(source=source, codec="jpeg").order_by("quality")
        strengths = [item.strength for item in ordered]
        assert all(a > b - 0.01 for a, b in itertools.pairwise(strengths))
        # Saturated red keeps JPEG, which halves the colours, from the finest strengths.
        assert strengths[0] > 0.8 and strengths[-1] < 0.6
        assert len({item.quality for item in ordered}) == 6
        named = ArtefactItem.objects.filter(source=source, codec="webp")
        assert {item.quality for item in named} == {1, 40}
    for item in items:
        read_three(item)


def test_it_takes_any_codec_and_shows_what_is_covered(photographs: list[str]) -> None:
    said = build(*photographs, codec=["jpeg@5,20", "webp"])
    assert said.startswith("16 new items; the bank holds 16")
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines()[1:]}
    assert sum(map(int, rows["jpeg"])) == 4 and sum(map(int, rows["webp"])) == 12
    assert sum(map(int, rows["photo0"])) == 8 and sum(map(int, rows["all"])) == 16


@pytest.mark.parametrize(
    ("codec", "reason"),
    [
        ("nonsense", "unknown codec 'nonsense'"),
        ("jpeg@5,x", "qualities must be numbers like 10,30,80, got '5,x'"),
        ("jpeg@5,400", "quality must be from 1 to 100"),
        ("jpeg@", "got ''"),
        ("jpeg@5,5", "name each quality once"),
    ],
)
def test_a_codec_that_is_not_understood_is_named(photographs, codec: str, reason: str) -> None:
    assert reason in build(*photographs, codec=[codec])
    assert not ArtefactItem.objects.exists()


def read_three(item: ArtefactItem) -> list[bytes]:
    """The files of reference, original and coded copy."""
    codes = (item.reference_code, item.original_code, item.coded_code)
    return [shown_path(settings.BANK_ROOT, code).read_bytes() for code in codes]


@pytest.mark.usefixtures("quick_recipes")
def test_no_file_of_a_source_is_told_from_another_by_its_length(photographs: list[str]) -> None:
    build(*photographs)
    # Lost files are made again, and level with those that were there.
    lost = ArtefactItem.objects.filter(source="photo0").first()
    shown_path(settings.BANK_ROOT, lost.original_code).unlink()
    assert build(*photographs).startswith("1 new items")
    for source in ("photo0", "photo1"):
        files = [read_three(item) for item in ArtefactItem.objects.filter(source=source)]
        assert len({len(data) for three in files for data in three}) == 1
        assert len({data for three in files for data in three[1:]}) == 2 * len(files)
        for reference, original, coded in files:
            assert len({reference, original, coded}) == 3
            assert np.array_equal(decode(reference), decode(original))
            assert not np.array_equal(decode(original), decode(coded))


def decode(data: bytes) -> np.ndarray:
    return np.asarray(Pillow.open(io.BytesIO(data)))


@pytest.mark.usefixtures("quick_recipes")
def test_building_again_adds_nothing_and_mends_lost_files(photographs: list[str]) -> None:
    build(*photographs)
    assert build(*photographs).startswith("0 new items; the bank holds 16")
    lost = ArtefactItem.objects.filter(codec="jpeg").first()
    quality = lost.quality
    shown_path(settings.BANK_ROOT, lost.coded_code).unlink()
    assert build(*photographs).startswith("1 new items; the bank holds 16")
    lost.refresh_from_db()
    assert lost.quality == quality
    assert shown_path(settings.BANK_ROOT, lost.coded_code).exists()
    assert build(*photographs, seed=7).split()[0] in {"16", "8"}


@pytest.mark.usefixtures("quick_recipes")
def test_a_broken_photograph_is_named_and_nothing_is_stored(
    photographs: list[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert "broken.png" in build(*photographs, str(broken))
    assert not ArtefactItem.objects.exists()
    assert bank_lacks()


@pytest.mark.usefixtures("quick_recipes")
def test_it_says_when_the_bank_is_too_small_for_the_check(photographs: list[str]) -> None:
    said = build(photographs[0])
    assert "the check has 1 easy items for practice and needs 2; has 7 items that count" in said
    assert bank_lacks()


def test_our_own_photographs_are_installed() -> None:
    assert all(path.is_file() for path in default_photographs())
