from __future__ import annotations

import io
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image as Pillow
from skimage import data

from imgcodecs.blind import png_bytes, shown_path
from raters import banking
from raters.bank import is_bank_ready
from raters.management.commands.build_item_bank import default_photographs
from raters.models import ArtefactItem

pytestmark = pytest.mark.django_db


@pytest.fixture()
def quick_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    recipes = {"jpeg": ({}, (5, 15, 40, 80)), "vvc": ({"preset": "faster"}, (48, 36))}
    monkeypatch.setattr(banking, "RECIPES", recipes)
    monkeypatch.setattr(banking, "WINDOW_PX", 96)


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
    said = build(*photographs)
    assert said.startswith("12 new items; the bank holds 12")
    assert "too few" not in said
    items = list(ArtefactItem.objects.order_by("-strength"))
    assert items[0].strength == 1 and 0 <= items[-1].strength < 0.5
    assert [item.practice for item in items].count(True) == 2
    assert {item.source for item in items if item.practice} == {"photo0", "photo1"}
    ordered = ArtefactItem.objects.filter(source="photo0", codec="jpeg").order_by("quality")
    strengths = [item.strength for item in ordered]
    assert strengths == sorted(strengths, reverse=True)
    for item in items:
        read_three(item)


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
    assert build(*photographs).startswith("0 new items; the bank holds 12")
    lost = ArtefactItem.objects.first()
    shown_path(settings.BANK_ROOT, lost.coded_code).unlink()
    assert build(*photographs).startswith("1 new items; the bank holds 12")
    lost.refresh_from_db()
    assert shown_path(settings.BANK_ROOT, lost.coded_code).exists()
    assert build(*photographs, seed=7).split()[0] in {"12", "6"}


@pytest.mark.usefixtures("quick_recipes")
def test_a_broken_photograph_is_named_and_nothing_is_stored(
    photographs: list[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert "broken.png" in build(*photographs, str(broken))
    assert not ArtefactItem.objects.exists()
    assert not is_bank_ready()


@pytest.mark.usefixtures("quick_recipes")
def test_it_says_when_the_bank_is_too_small_for_the_check(photographs: list[str]) -> None:
    assert "too few for the check" in build(photographs[0])
    assert not is_bank_ready()


def test_our_own_photographs_are_installed() -> None:
    assert all(path.is_file() for path in default_photographs())


def test_a_window_is_cut_where_there_is_detail() -> None:
    picture = np.full((500, 900, 3), 128, np.uint8)
    picture[:, 500:] = np.random.default_rng(0).integers(0, 256, (500, 400, 3))
    window = banking.cut_window(picture, np.random.default_rng(0))
    assert window.shape == (400, 400, 3)
    assert banking.measure_detail(window) > banking.measure_detail(picture[:400, :400])
    assert banking.cut_window(picture[:50, :60], np.random.default_rng(0)).shape == (50, 60, 3)
