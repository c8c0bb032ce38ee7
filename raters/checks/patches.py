"""Patches of faint shapes: a screen that swallows them near black or white hides artefacts too."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from imgcodecs.blind import png_bytes

CELL_PX = 106
COLUMNS, ROWS = 4, 2
FEWEST, MOST = 2, 7  # shapes
SMOOTHING = 4
TONES = {"dark": (16, 27), "light": (240, 230)}  # sRGB code values of the ground and of the shapes
SHAPES = ("disc", "square", "triangle")


def draw_patch(*, tone: str, shapes: int, seed: tuple[int, ...]) -> bytes:
    """A PNG of `shapes` shapes, each somewhere in a cell of its own."""
    rng = np.random.default_rng(seed)
    ground, ink = TONES[tone]
    size = (COLUMNS * CELL_PX * SMOOTHING, ROWS * CELL_PX * SMOOTHING)
    canvas = Pillow.new("L", size, ground)
    draw = ImageDraw.Draw(canvas)
    for cell in rng.permutation(COLUMNS * ROWS)[:shapes].tolist():
        draw_shape(draw, cell, ink, rng)
    grey = np.asarray(canvas.reduce(SMOOTHING), np.uint8)
    return png_bytes(np.repeat(grey[:, :, None], 3, axis=2))


def draw_shape(draw: ImageDraw.ImageDraw, cell: int, ink: int, rng: np.random.Generator) -> None:
    row, column = divmod(cell, COLUMNS)
    radius = rng.uniform(22, 32)
    x = (column * CELL_PX + rng.uniform(radius + 6, CELL_PX - radius - 6)) * SMOOTHING
    y = (row * CELL_PX + rng.uniform(radius + 6, CELL_PX - radius - 6)) * SMOOTHING
    radius *= SMOOTHING
    match SHAPES[rng.integers(len(SHAPES))]:
        case "disc":
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
        case "square":
            half = radius * 0.85
            draw.rectangle((x - half, y - half, x + half, y + half), fill=ink)
        case _:
            draw.regular_polygon((x, y, radius), 3, fill=ink)
