"""Nothing about a picture's file predicts its answer: over many pictures, not over one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from scipy import stats

from imgcodecs.blind import chunk_names, level_files, shown_path
from imgcodecs.png import read_chunks
from raters.checks.patches import FEWEST, MOST, TONES, draw_patch
from raters.checks.plates import Plate, draw_mask, draw_plate
from raters.models import ArtefactItem
from raters.testing import due_item, enter, make_attempt, make_bank
from raters.views.picture import LENGTH_BYTES, level

KINDS = {
    "control": ("light", "strong", None),
    "deutan": ("deutan", "strong", None),
    "weak": ("protan", "weak", None),
    "hiding": ("deutan", "strong", 4),
}
DIGITS = (2, 5, 7, 8)
CHANCE = 1e-4  # a right build fails so seldom


def draw_many() -> Iterator[tuple[str, int, bytes]]:
    for seed, digit in enumerate(DIGITS * 8):
        for kind, (line, chroma, second) in KINDS.items():
            plate = Plate(line, chroma, digit, second)
            yield kind, digit, level(draw_plate(plate, seed=(seed,)), "colour")


@pytest.fixture(scope="module")
def plates() -> list[tuple[str, int, bytes]]:
    return list(draw_many())


def test_plates_and_masks_have_one_length(plates) -> None:
    masks = [level(draw_mask(seed=(seed,)), "colour") for seed in range(5)]
    assert {len(png) for png in (*(each[2] for each in plates), *masks)} == {LENGTH_BYTES["colour"]}


@pytest.mark.parametrize("told", [0, 1], ids=["kind", "digit"])
def test_no_count_or_cut_of_chunks_goes_with_a_plates_kind_or_digit(plates, told) -> None:
    names = [each[told] for each in plates]
    counts = [chunk_names(each[2]).count("IDAT") for each in plates]
    first_bytes = [len(list(read_chunks(each[2]))[2][1]) for each in plates]
    table = stats.contingency.crosstab(names, counts).count
    assert stats.chi2_contingency(table).pvalue > CHANCE
    groups = [
        [cut for cut, name in zip(first_bytes, names, strict=True) if name == each]
        for each in set(names)
    ]
    assert stats.kruskal(*groups).pvalue > CHANCE


def test_the_test_would_notice_a_length_that_tells() -> None:
    # Unpadded, few shapes make a shorter file than many.
    few, many = (
        [len(draw_patch(tone="dark", shapes=shapes, seed=(seed,))) for seed in range(5)]
        for shapes in (FEWEST, MOST)
    )
    assert max(few) < min(many)


@pytest.mark.parametrize("tone", TONES)
def test_patches_have_one_length_whatever_they_show(tone: str) -> None:
    lengths = {
        len(level(draw_patch(tone=tone, shapes=shapes, seed=(seed,)), "device"))
        for shapes in range(FEWEST, MOST + 1)
        for seed in range(6)
    }
    assert lengths == {10_000}


@pytest.mark.django_db
def test_no_chunk_tells_which_candidate_is_the_original(settings) -> None:
    make_bank()
    same: Counter[str] = Counter()
    rounds, items = 12, list(ArtefactItem.objects.all())
    for _ in range(rounds):
        for item in items:
            codes = (item.reference_code, item.original_code, item.coded_code)
            paths = [shown_path(settings.BANK_ROOT, code) for code in codes]
            level_files(paths)
            reference, original, coded = (path.read_bytes() for path in paths)
            assert len(reference) == len(original) == len(coded)
            count = chunk_names(reference).count("IDAT")
            same["original"] += chunk_names(original).count("IDAT") == count
            same["coded"] += chunk_names(coded).count("IDAT") == count
    for name in ("original", "coded"):
        # One in five has as many chunks as the reference, whichever candidate it is.
        assert stats.binomtest(same[name], rounds * len(items), 0.2).pvalue > CHANCE, same


@pytest.mark.django_db
def test_the_original_is_as_often_on_one_side_as_on_the_other_and_headers_are_alike() -> None:
    make_bank()
    sides: Counter[str] = Counter()
    heads: set[tuple[str, ...]] = set()
    for _ in range(40):
        attempt = make_attempt("artefact")
        client = Client()
        enter(client, attempt.rater)
        sides[due_item(attempt).item["original"]] += 1
        for name in ("first", "second"):
            reply = client.get(f"{attempt.get_absolute_url()}0/{name}.png")
            heads.add(tuple(sorted(reply.headers)))
            assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(reply.headers)
    assert len(heads) == 1
    assert stats.binomtest(sides["first"], 40, 0.5).pvalue > CHANCE
