"""The proof of the plates: by pixels, for the normal eye and for simulated deficient ones.

The simulations are those of `daltonlens`, which shares no code or number with our own colours.
"""

from __future__ import annotations

import functools
import io
import itertools

import numpy as np
import pytest
from daltonlens import simulate
from PIL import Image as Pillow
from skimage.color import deltaE_ciede2000, rgb2lab

from imgcodecs.blind import chunk_names
from raters.checks.colours import srgb_from_linear
from raters.checks.digits import CONFUSED
from raters.checks.dots import Dots, pack_dots
from raters.checks.plates import (
    CHROMA,
    GREY,
    LIGHTNESS_SPREAD,
    SIDE_PX,
    Plate,
    draw_mask,
    draw_plate,
    is_inside,
    luminance_ratio,
    reach,
)

EYES = {"protan": simulate.Deficiency.PROTAN, "deutan": simulate.Deficiency.DEUTAN}
MODELS = [simulate.Simulator_Brettel1997, simulate.Simulator_Vienot1999]
PLAIN = [(line, how) for line in ("deutan", "protan") for how in ("strong", "weak")]
SEEDS = range(12)
NOT_SEEN = (
    3.0  # CIEDE2000 between the mean colours of figure and ground, with every dot jittered by more
)
SEEN = {"strong": 18.0, "weak": 10.0}
HIDDEN = 5.0  # the second digit of a transformation plate, to an eye that is to read it


def pixels(plate: Plate, seed: int) -> np.ndarray:
    return np.array(Pillow.open(io.BytesIO(draw_plate(plate, seed=(seed,)))))


@functools.lru_cache(maxsize=64)
def dots_of(seed: int) -> Dots:
    return pack_dots(side_px=SIDE_PX, rng=np.random.default_rng((seed,)))


def lab_of_dots(image: np.ndarray, seed: int) -> np.ndarray:
    dots = dots_of(seed)
    x, y = np.rint(dots.x).astype(int), np.rint(dots.y).astype(int)
    return rgb2lab(image)[y, x]


def difference(image: np.ndarray, seed: int, digit: int, off: int | None = None) -> float:
    """CIEDE2000 between the mean colours of the dots on and off a digit, `off` another one."""
    lab, inside = lab_of_dots(image, seed), is_inside(dots_of(seed), digit)
    if off is not None:
        apart = ~is_inside(dots_of(seed), off)
        lab, inside = lab[apart], inside[apart]
    return float(deltaE_ciede2000(lab[inside].mean(axis=0), lab[~inside].mean(axis=0)))


def lightness_cue(image: np.ndarray, seed: int, digit: int) -> float:
    """How often a dot on the digit is lighter than one off it; 0.5 is no cue at all."""
    lab, inside = lab_of_dots(image, seed), is_inside(dots_of(seed), digit)
    return float((lab[inside, 0][:, None] > lab[~inside, 0][None, :]).mean())


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("chroma", ["strong", "weak"])
@pytest.mark.parametrize("line", ["deutan", "protan"])
def test_the_digit_is_there_for_the_normal_eye_alone(line: str, chroma: str, model: type) -> None:
    for seed in SEEDS:
        digit = 2 + seed % 8
        image = pixels(Plate(line, chroma, digit), seed)
        deficient = model().simulate_cvd(image, EYES[line], severity=1.0)
        assert difference(image, seed, digit) > SEEN[chroma]
        assert difference(deficient, seed, digit) < NOT_SEEN
        assert abs(lightness_cue(deficient, seed, digit) - 0.5) < 0.1


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", EYES)
def test_a_transformation_plate_turns_into_another_digit(kind: str, model: type) -> None:
    for seed, (digit, second) in enumerate([(2, 6), (7, 4), (4, 9), (8, 2), (6, 7), (5, 2)]):
        image = pixels(Plate("middle", "strong", digit, second), seed)
        deficient = model().simulate_cvd(image, EYES[kind], severity=1.0)
        # Each figure is judged off the other one, because the two overlap.
        first, other = (
            (difference(each, seed, digit, off=second), difference(each, seed, second, off=digit))
            for each in (image, deficient)
        )
        assert first[0] > SEEN["strong"]
        assert first[0] > 2 * first[1]
        assert other[1] > HIDDEN
        assert other[1] > 1.2 * other[0]


@pytest.mark.parametrize("line", ["deutan", "protan"])
def test_the_control_plate_is_there_for_every_eye(line: str) -> None:
    for seed in SEEDS:
        image = pixels(Plate("light", "strong", 5), seed)
        deficient = simulate.Simulator_Brettel1997().simulate_cvd(image, EYES[line], severity=1.0)
        assert difference(image, seed, 5) > SEEN["strong"]
        assert difference(deficient, seed, 5) > SEEN["strong"]
        # Also without any colour at all.
        assert abs(lightness_cue(image, seed, 5) - 0.5) > 0.45


def test_lightness_is_no_cue_for_the_normal_eye_either() -> None:
    cues = [lightness_cue(pixels(Plate("deutan", "weak", 3), seed), seed, 3) for seed in SEEDS]
    assert all(abs(cue - 0.5) < 0.2 for cue in cues)


@pytest.mark.parametrize(("line", "chroma"), PLAIN)
def test_the_scatter_of_lightness_is_larger_than_what_the_colours_leave(
    line: str, chroma: str
) -> None:
    step = reach(line, CHROMA[line][chroma])
    assert luminance_ratio(step) < LIGHTNESS_SPREAD
    # And the strengths are those that docs/screening.md names.
    ends = srgb_from_linear(np.stack([GREY + step, GREY - step])) / 255
    apart = float(deltaE_ciede2000(*rgb2lab(ends)))
    assert apart == pytest.approx({"strong": 22.5, "weak": 13}[chroma], abs=1)


def test_dots_do_not_overlap() -> None:
    for seed in SEEDS:
        dots = dots_of(seed)
        gaps = np.hypot(np.subtract.outer(dots.x, dots.x), np.subtract.outer(dots.y, dots.y))
        gaps -= np.add.outer(dots.radius, dots.radius)
        np.fill_diagonal(gaps, 1)
        assert gaps.min() >= 0


def test_no_gap_follows_the_digit() -> None:
    # The dots of one seed lie in the same places whatever they show.
    first, second = (
        (rgb2lab(pixels(Plate("deutan", "strong", digit), 4))[..., 0] < 90) for digit in (3, 7)
    )
    assert (first == second).mean() > 0.99


def test_dots_fill_the_disc() -> None:
    dots = dots_of(1)
    assert (dots.radius**2).sum() / (SIDE_PX / 2) ** 2 > 0.6
    assert np.hypot(dots.x - SIDE_PX / 2, dots.y - SIDE_PX / 2).max() < SIDE_PX / 2


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_plate() -> None:
    plate = Plate("protan", "weak", 6)
    assert draw_plate(plate, seed=(1, 2)) == draw_plate(plate, seed=(1, 2))
    assert draw_plate(plate, seed=(1, 2)) != draw_plate(plate, seed=(1, 3))


def test_one_plate_is_drawn_quickly(expect_quick) -> None:
    """Each request draws one; nine milliseconds on a quiet machine."""
    plate, seeds = Plate("deutan", "strong", 8), itertools.count()
    draw_plate(plate, seed=(next(seeds),))
    expect_quick(lambda: draw_plate(plate, seed=(next(seeds),)), limit_s=0.08)


def test_a_file_holds_pixels_only_and_is_small() -> None:
    files = [draw_plate(Plate("deutan", "strong", 8), seed=(seed,)) for seed in range(14)]
    for data in [*files, draw_mask(seed=(1,))]:
        assert len(data) < 200_000
        assert set(chunk_names(data)) == {"IHDR", "sRGB", "IDAT", "IEND"}


def test_the_colours_are_reached_without_clipping() -> None:
    for line in ("deutan", "protan"):
        image = pixels(Plate(line, "strong", 5), 3)
        assert (image == 255).mean() < 0.001


def test_it_refuses_two_digits_that_are_alike() -> None:
    for digit, second in ((6, 9), (1, 7), (3, 8)):
        assert frozenset((digit, second)) in CONFUSED
        with pytest.raises(ValueError, match="too alike"):
            Plate("deutan", "strong", digit, second)
