"""Round dots packed into a disc, without overlap and without knowing what figure they will show."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from raters.checks.colours import Floats

RADII_PX = (12, 10, 8, 6, 4, 3)  # largest first, as one fills a jar: stones, gravel, sand
SHARES = (0.2, 0.24, 0.26, 0.26, 0.22, 0.2)  # of the disc's area tried for each radius
GAP_PX = 1.2
TRIED_AT_ONCE = 100
SMOOTHING = 2  # drawn so many times larger, then averaged


@dataclass(frozen=True, slots=True)
class Dots:
    """Centres and radii in pixels of a square picture."""

    x: Floats  # (n,)
    y: Floats  # (n,)
    radius: Floats  # (n,)


def pack_dots(*, side_px: int, rng: np.random.Generator) -> Dots:
    """Fill the disc inside a square of `side_px`."""
    clearance = disc_clearance(side_px).copy()
    placed: list[tuple[int, int, float]] = []
    for radius, share in zip(RADII_PX, SHARES, strict=True):
        wanted = int(share * side_px**2 / 4 / radius**2)
        placed += place_dots(clearance, float(radius), wanted, rng)
    x, y, radius_px = np.array(placed, float).T
    return Dots(x + rng.uniform(-0.4, 0.4, x.size), y + rng.uniform(-0.4, 0.4, y.size), radius_px)


@functools.lru_cache(maxsize=4)
def disc_clearance(side_px: int) -> NDArray[np.float32]:
    """Distance from each pixel to the rim of the disc; negative outside."""
    axis = np.arange(side_px, dtype=np.float32) - (side_px - 1) / 2
    away = np.hypot(axis[:, None], axis[None, :])
    return np.asarray(side_px / 2 - 2 - away, np.float32)


def place_dots(
    clearance: NDArray[np.float32], radius: float, wanted: int, rng: np.random.Generator
) -> list[tuple[int, int, float]]:
    """Put up to `wanted` dots where they fit, and lower the clearance around each."""
    side, flat, needed = clearance.shape[0], clearance.ravel(), radius + GAP_PX
    tries = rng.permutation(np.flatnonzero(flat >= needed))[: 40 * wanted]
    placed: list[tuple[int, int, float]] = []
    for start in range(0, tries.size, TRIED_AT_ONCE):
        some = tries[start : start + TRIED_AT_ONCE]
        # Most are no longer free; what is left is asked again, dot after dot.
        for at in some[flat[some] >= needed].tolist():
            if flat[at] < needed:
                continue
            y, x = divmod(at, side)
            placed.append((x, y, radius))
            lower_clearance(clearance, x, y, radius)
            if len(placed) == wanted:
                return placed
    return placed


def lower_clearance(clearance: NDArray[np.float32], x: int, y: int, radius: float) -> None:
    side = clearance.shape[0]
    reach = int(radius + RADII_PX[0] + 2 * GAP_PX) + 1
    top, bottom = max(0, y - reach), min(side, y + reach + 1)
    left, right = max(0, x - reach), min(side, x + reach + 1)
    away = AWAY[top - y + FAR : bottom - y + FAR, left - x + FAR : right - x + FAR]
    around = clearance[top:bottom, left:right]
    np.minimum(around, away - np.float32(radius), out=around)


FAR = int(2 * RADII_PX[0] + 2 * GAP_PX) + 2
AWAY = np.hypot(*np.mgrid[-FAR : FAR + 1, -FAR : FAR + 1]).astype(np.float32)


def paint_dots(
    dots: Dots, colours: NDArray[np.uint8], *, side_px: int, ground: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """Each dot in its one colour, shape (n, 3), on an even ground, with smooth rims."""
    canvas = Pillow.new("RGB", (side_px * SMOOTHING, side_px * SMOOTHING), ground)
    draw = ImageDraw.Draw(canvas)
    x, y, radius = dots.x + 0.5, dots.y + 0.5, dots.radius
    boxes = np.stack([x - radius, y - radius, x + radius, y + radius], 1) * SMOOTHING
    for box, colour in zip(boxes.tolist(), map(tuple, colours.tolist()), strict=True):
        draw.ellipse(box, fill=colour)
    return np.asarray(canvas.reduce(SMOOTHING), np.uint8)
