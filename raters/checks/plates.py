"""Pseudo-isochromatic plates, drawn from a seed: no scan, and no two people see the same one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.blind import quick_png_bytes
from raters.checks.colours import XYZ_FROM_RGB, Floats, confusion_line, furthest, srgb_from_linear
from raters.checks.digits import CONFUSED, digit_mask
from raters.checks.dots import Dots, pack_dots, paint_dots

SIDE_PX = 424
PAPER = (236, 236, 236)  # between the dots, without a hue that would adapt the eye
GREY = 0.3  # linear light of the neutral point every line goes through
# Shares of the way to the gamut's border: strong ones are 22 CIEDE2000 apart, weak ones 13,
# to a normal eye on a good screen. Were they stronger, strongly anomalous eyes would read the weak
# ones on a wide gamut; were they weaker, people would find them hard to see (docs/screening.md).
CHROMA = {
    "deutan": {"strong": 0.215, "weak": 0.12},
    "protan": {"strong": 0.29, "weak": 0.147},
    "middle": {"strong": 0.36},
    "tritan": {"strong": 0.27},
}
MASK_CHROMA = 0.4  # the same, on the deutan line: at least what any plate shows
LIGHTNESS_SPREAD = 1.25  # dots are at least up to so many times lighter or darker than their figure
BLUE_SPREAD = 0.1  # random blue-yellow of single dots, as a share of the way to the gamut's border
SECOND_CHROMA = 0.12  # blue-yellow of the figure that only a colour-deficient eye finds


@dataclass(frozen=True, slots=True)
class Plate:
    """What a plate shows; `second` is what a colour-deficient eye reads, if it hides a digit."""

    line: str  # `deutan`, `protan`, or `light`: readable by every eye
    chroma: str  # a key of CHROMA
    digit: int
    second: int | None = None

    def __post_init__(self) -> None:
        if self.second is not None and frozenset((self.digit, self.second)) in CONFUSED:
            raise ValueError(f"{self.digit} and {self.second} are too alike for one plate")


def draw_plate(plate: Plate, *, seed: tuple[int, ...]) -> bytes:
    """The plate as a PNG file of SIDE_PX by SIDE_PX pixels. The same seed, the same bytes."""
    rng = np.random.default_rng(seed)
    # Packed before the figure is looked at, so that no gap can follow its outline.
    dots = pack_dots(side_px=SIDE_PX, rng=rng)
    return quick_png_bytes(paint(dots, colour_dots(dots, plate, rng)))


def draw_mask(*, seed: tuple[int, ...]) -> bytes:
    """Dots of all the plates' colours in no order: wipes the plate out of the eye."""
    rng = np.random.default_rng(seed)
    dots = pack_dots(side_px=SIDE_PX, rng=rng)
    count = dots.x.size
    red_green = rng.uniform(-1, 1, (count, 1)) * reach("deutan", MASK_CHROMA)
    blue_yellow = rng.uniform(-1, 1, (count, 1)) * reach("tritan", 2 * SECOND_CHROMA)
    return quick_png_bytes(
        paint(dots, (GREY + red_green + blue_yellow) * lightness(count, 1.6, rng))
    )


def paint(dots: Dots, linear: Floats) -> NDArray[np.uint8]:
    codes = np.clip(np.rint(srgb_from_linear(linear)), 0, 255).astype(np.uint8)
    return paint_dots(dots, codes, side_px=SIDE_PX, ground=PAPER)


def is_inside(dots: Dots, digit: int) -> NDArray[np.bool_]:
    """Which dots have their centre on the digit."""
    x, y = np.rint(dots.x).astype(int), np.rint(dots.y).astype(int)
    return np.asarray(digit_mask(digit, SIDE_PX)[y, x])


def colour_dots(dots: Dots, plate: Plate, rng: np.random.Generator) -> Floats:
    """Linear RGB of every dot, shape (n, 3)."""
    side = np.where(is_inside(dots, plate.digit), 1.0, -1.0)[:, None]
    if plate.line == "light":
        return colour_for_every_eye(side, rng)
    # Now the reddish, now the greenish dots are the figure: a rater cannot learn to look for one.
    step = rng.choice([-1.0, 1.0]) * reach(plate.line, CHROMA[plate.line][plate.chroma])
    blue = reach("tritan", 1.0) * rng.uniform(-BLUE_SPREAD, BLUE_SPREAD, side.shape)
    if plate.second is not None:
        other = np.where(is_inside(dots, plate.second), 1.0, -1.0)[:, None]
        blue = blue / 4 + rng.choice([-1.0, 1.0]) * other * reach("tritan", SECOND_CHROMA)
    spread = max(LIGHTNESS_SPREAD, luminance_ratio(step))
    return np.asarray((GREY + side * step + blue) * lightness(side.size, spread, rng))


def colour_for_every_eye(side: Floats, rng: np.random.Generator) -> Floats:
    """Dark on light or light on dark, with a little blue and yellow for the looks."""
    dark = np.power(1.75, rng.choice([-1.0, 1.0]) * side)
    blue = side * reach("tritan", 0.4)
    return np.asarray((GREY * 0.8 + blue) * dark * lightness(side.size, 1.15, rng))


def reach(line: str, share: float) -> Floats:
    """A step from the neutral point along a line, shape (3,)."""
    along = confusion_line(line)
    return np.asarray(along * share * furthest(np.full(3, GREY), along, LIGHTNESS_SPREAD))


def luminance_ratio(step: Floats) -> float:
    """Luminance of the lighter over the darker of the two mean colours, to a normal eye."""
    change = abs(float(XYZ_FROM_RGB[1] @ step))
    return (GREY + change) / (GREY - change)


def lightness(count: int, spread: float, rng: np.random.Generator) -> Floats:
    """A factor for every dot, even in steps of the eye (logarithmic), shape (count, 1)."""
    most = np.log(spread)
    return np.asarray(np.exp(rng.uniform(-most, most, (count, 1))))
