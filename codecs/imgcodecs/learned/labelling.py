"""Cells of the sheets that people look at: squares with a line of words above them."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from imgcodecs.types import Image

BAR = 18  # pixels, for the line


def cut_middle(image: Image, side: int) -> Image:
    """Cut a square from the middle of a picture; a smaller one is filled up with black."""
    top, left = (max(0, (length - side) // 2) for length in image.shape[:2])
    cut = image[top : top + side, left : left + side]
    spare = [(0, side - length) for length in cut.shape[:2]]
    return np.pad(cut, (*spare, (0, 0)))


def add_label(image: Image, text: str) -> Image:
    """Put a line of white on black above a picture."""
    cell = Pillow.new("RGB", (image.shape[1], image.shape[0] + BAR), "black")
    cell.paste(Pillow.fromarray(image), (0, BAR))
    ImageDraw.Draw(cell).text((3, 3), text, fill="white")
    return np.asarray(cell, np.uint8)
