"""An observer that reads a digit from a plate's pixels alone, through a display and an eye.

It finds the dots, sees each in its mean colour with noise, and compares the ten digits: the one
whose dots differ most from the others, measured against their spread. It tells what it found only
where the mean colours of figure and ground differ by more than its threshold in CIEDE2000;
otherwise it guesses. docs/screening.md gives the reasons for every number.

It averages over all dots of a digit whose outline it knows exactly, which no person does: where it
reads nothing, a person with that eye reads nothing either.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy import ndimage, sparse
from skimage.color import deltaE_ciede2000

from raters.checks.colours import XYZ_FROM_RGB, Floats
from raters.checks.digits import digit_mask
from raters.checks.steps import NOTHING
from raters.proving.displays import Display, Pixels, show_plainly
from raters.proving.eyes import Eye

Panel = Callable[[Pixels], Pixels]

THRESHOLD = 4.0  # CIEDE2000 between figure and ground; the median over people
THRESHOLD_SPREAD = 0.3  # standard deviation of its natural logarithm over people
DOT_NOISE = 2.3  # standard deviation of a dot's L*, a* and b*: one just noticeable difference
LAPSE_RATE = 0.03  # of all answers, a key pressed without having looked
GUESSED = tuple("23456789")  # by somebody who has found out which digits come
LEAST_DOTS = 50  # fewer is no plate


@dataclass(frozen=True, slots=True)
class SeenDots:
    """The dots of a plate as found in its pixels."""

    averaging: sparse.csr_array  # (n, height times width): takes the mean over each dot
    inside: NDArray[np.bool_]  # (10, n): whether a dot lies on each of the ten digits
    area_px: Floats  # (n,)

    def codes(self, image: Pixels) -> Floats:
        """Mean code values of every dot, shape (n, 3)."""
        return np.asarray(self.averaging @ image.reshape(-1, 3), np.float64)


@dataclass(frozen=True, slots=True)
class Found:
    """The digit that stands out most, and by how much, for every display and eye."""

    digit: NDArray[np.int64]  # (displays, eyes)
    difference: Floats  # (displays, eyes), CIEDE2000 between its figure and ground


def read_plate(
    png: bytes,
    *,
    eye: Eye,
    display: Display,
    rng: np.random.Generator,
    threshold: float = THRESHOLD,
    guesses: bool = True,
) -> str:
    """The key pressed after a look at a plate: `0` to `9`, or `nothing` by one who does not guess.

    Raises
    ------
    ValueError
        The file shows no plate.
    """
    found = find_digits(png, displays=[display], eyes=[eye], rng=rng)
    if not guesses and found.difference[0, 0] < threshold:
        return NOTHING
    return str(answer(found, rng=rng, threshold=threshold)[0, 0])


def answer(found: Found, *, rng: np.random.Generator, threshold: float) -> NDArray[np.str_]:
    """What is pressed: the digit where it can be told, else a guess."""
    guesses = rng.choice(GUESSED, found.digit.shape)
    lapsed = rng.random(found.digit.shape) < LAPSE_RATE
    unseen = lapsed | (found.difference < threshold)
    return np.where(unseen, guesses, found.digit.astype(str))


def find_digits(
    png: bytes, *, displays: Sequence[Display], eyes: Sequence[Eye], rng: np.random.Generator
) -> Found:
    """Look at a plate on every display with every eye."""
    image = np.asarray(Pillow.open(io.BytesIO(png)).convert("RGB"))
    dots = find_dots(image)
    shown = show_dots(dots, image.astype(np.float32), displays)
    seen = np.stack([lab_of(eye.see(shown)) for eye in eyes], 1)  # (displays, eyes, n, 3)
    seen += DOT_NOISE * rng.standard_normal(seen.shape, np.float32)
    return compare_digits(dots, seen)


def find_dots(image: NDArray[np.uint8]) -> SeenDots:
    """Dots are what is not paper and even: their rims, half paper, are left out."""
    codes = image.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    even = codes != codes[0, 0]
    down, right = codes[1:] == codes[:-1], codes[:, 1:] == codes[:, :-1]
    even[1:] &= down
    even[:-1] &= down
    even[:, 1:] &= right
    even[:, :-1] &= right
    label, count = ndimage.label(even)
    if count < LEAST_DOTS:
        raise ValueError(f"{count} dots are no plate, expected at least {LEAST_DOTS}")
    at = np.flatnonzero(label)
    dot = label.ravel()[at] - 1
    area_px = np.bincount(dot, minlength=count).astype(np.float64)
    weight = (1 / area_px[dot]).astype(np.float32)
    averaging = sparse.csr_array((weight, (dot, at)), (count, label.size))
    y, x = (
        np.rint(np.bincount(dot, each) / area_px).astype(int) for each in divmod(at, label.shape[1])
    )
    return SeenDots(averaging, templates(image.shape[0])[:, y, x], area_px)


@functools.lru_cache(maxsize=4)
def templates(side_px: int) -> NDArray[np.bool_]:
    return np.stack([digit_mask(digit, side_px) for digit in range(10)])


def show_dots(dots: SeenDots, image: Pixels, displays: Sequence[Display]) -> Floats:
    """Light of every dot on every display, shape (displays, n, 3)."""
    by_panel: dict[Panel, Floats] = {show_plainly: dots.codes(image)}
    for display in displays:
        if display.panel not in by_panel:
            by_panel[display.panel] = dots.codes(display.panel(image))
    lights = [display.adapted_light(by_panel[display.panel]) for display in displays]
    # Single precision from here: far finer than the noise, and half the work.
    return np.stack(lights).astype(np.float32)


SHARE_OF_WHITE = XYZ_FROM_RGB / XYZ_FROM_RGB.sum(axis=1, keepdims=True)


def lab_of(linear: Floats) -> Floats:
    """CIE L*a*b* of linear sRGB, for the white of sRGB. Lights below black are kept."""
    share = linear @ SHARE_OF_WHITE.T.astype(linear.dtype)
    f = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def compare_digits(dots: SeenDots, seen: Floats) -> Found:
    """The digit whose dots differ most from the rest, against the spread of all dots.

    The ratio is Hotelling's: of several lines along which the dots vary, the one counts on which
    figure and ground are best apart.
    """
    weight = (dots.area_px / dots.area_px.sum()).astype(seen.dtype)
    within = dots.inside * weight  # (10, n)
    share = within.sum(axis=1)[:, None]
    overall = weight @ seen
    figure = (within @ seen) / share  # (..., 10, 3)
    ground = (overall[..., None, :] - share * figure) / (1 - share)
    off = seen - overall[..., None, :]
    spread = (off * weight[:, None]).swapaxes(-1, -2) @ off
    step = figure - ground
    apart = np.einsum(
        "...kc,...cd,...kd->...k", step, np.linalg.inv(spread.astype(np.float64)), step
    )
    best = np.argmax(share[:, 0] * (1 - share[:, 0]) * apart, axis=-1)
    pick = best[..., None, None]
    pair = [np.take_along_axis(each, pick, axis=-2)[..., 0, :] for each in (figure, ground)]
    difference = deltaE_ciede2000(*pair)  # type: ignore[no-untyped-call]
    return Found(best, np.asarray(difference, np.float64))
