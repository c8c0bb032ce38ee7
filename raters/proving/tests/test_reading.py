from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage.color import rgb2lab

from imgcodecs.blind import png_bytes
from raters.checks.colours import srgb_from_linear
from raters.checks.dots import pack_dots
from raters.checks.plates import Plate, draw_mask, draw_plate
from raters.proving.displays import DISPLAYS
from raters.proving.eyes import EYES
from raters.proving.reading import (
    GUESSED,
    LAPSE_RATE,
    Found,
    answer,
    find_digits,
    find_dots,
    lab_of,
    read_plate,
)

SEEDS = range(8)
LIKELY_MISSES = 2  # of eight answers, lapses included


def read(plate: Plate, eye: str, display: str = "srgb") -> list[str]:
    return [
        read_plate(
            draw_plate(plate, seed=(seed,)),
            eye=EYES[eye],
            display=DISPLAYS[display],
            rng=np.random.default_rng(seed),
        )
        for seed in SEEDS
    ]


@pytest.mark.parametrize("display", ["srgb", "gamma18", "six_bit", "remote"])
@pytest.mark.parametrize("line", ["deutan", "protan"])
def test_a_normal_eye_reads_a_weak_plate(line: str, display: str) -> None:
    keys = read(Plate(line, "weak", 4), "normal", display)
    assert keys.count("4") >= len(SEEDS) - LIKELY_MISSES


@pytest.mark.parametrize("line", ["deutan", "protan"])
def test_a_dichromat_guesses_at_a_strong_plate(line: str) -> None:
    eye = {"deutan": "deuteranope_brettel", "protan": "protanope_vienot"}[line]
    keys = read(Plate(line, "strong", 4), eye)
    assert keys.count("4") <= 3
    assert set(keys) <= set(GUESSED)
    assert len(set(keys)) > 2


def test_a_dichromat_reads_the_other_digit_of_a_transformation_plate() -> None:
    plate = Plate("middle", "strong", 4, 2)
    for eye in ("protanope_brettel", "deuteranope_vienot"):
        assert read(plate, eye).count("2") >= len(SEEDS) - LIKELY_MISSES
    assert read(plate, "normal").count("4") >= len(SEEDS) - LIKELY_MISSES


def test_who_does_not_guess_says_that_there_is_nothing() -> None:
    eye, display = EYES["protanope_brettel"], DISPLAYS["srgb"]
    png = draw_plate(Plate("protan", "weak", 6), seed=(1,))
    rng = np.random.default_rng(1)
    assert read_plate(png, eye=eye, display=display, rng=rng, guesses=False) == "nothing"
    seen = read_plate(png, eye=eye, display=display, rng=rng, guesses=False, threshold=0.0)
    assert seen.isdecimal()


def test_nobody_reads_a_mask() -> None:
    differences = [
        find_digits(
            draw_mask(seed=(seed,)),
            displays=[DISPLAYS["srgb"]],
            eyes=[EYES["normal"]],
            rng=np.random.default_rng(seed),
        ).difference[0, 0]
        for seed in SEEDS
    ]
    # Even the digit that stands out most of ten does so by chance alone.
    assert np.median(differences) < 8


def test_what_is_below_the_threshold_is_guessed_and_some_answers_are_lapses() -> None:
    rng = np.random.default_rng(0)
    found = Found(np.zeros((2000, 2), int), np.tile([3.9, 4.1], (2000, 1)))
    keys = answer(found, rng=rng, threshold=4.0)
    assert set(keys[:, 0]) == set(GUESSED)
    assert abs((keys[:, 1] != "0").mean() - LAPSE_RATE) < 0.012


def test_it_finds_the_dots_that_were_drawn_in_the_colours_they_have() -> None:
    image = np.asarray(Pillow.open(io.BytesIO(draw_plate(Plate("deutan", "weak", 7), seed=(3,)))))
    drawn = pack_dots(side_px=424, rng=np.random.default_rng((3,)))
    dots = find_dots(image)
    assert dots.area_px.size == drawn.x.size
    at = np.rint([drawn.y[:20], drawn.x[:20]]).astype(int)
    codes = dots.codes(image.astype(np.float32))
    for colour in image[tuple(at)]:
        assert np.abs(codes - colour).max(axis=1).min() < 0.5


def test_its_lab_is_that_of_the_standard() -> None:
    linear = np.random.default_rng(0).uniform(0, 1, (30, 3))
    expected = rgb2lab(srgb_from_linear(linear) / 255)
    np.testing.assert_allclose(lab_of(linear), expected, atol=0.1)


def test_it_refuses_what_is_no_plate() -> None:
    flat = png_bytes(np.full((424, 424, 3), 236, np.uint8))
    with pytest.raises(ValueError, match="0 dots are no plate"):
        read_plate(flat, eye=EYES["normal"], display=DISPLAYS["srgb"], rng=np.random.default_rng(0))
