"""The shapes of digits, bold, from the font that Pillow carries."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

HEIGHT_SHARE = 0.7  # of the plate
BOLD_SHARE = 0.026  # of the plate: how much the strokes grow on each side

# Digits of one colour and nearly one outline: never the two figures of one plate.
# The first two are the classical ones; the others differ in a gap that a few dots can fill.
ALIKE = (69, 17, 27, 38, 68, 89, 80, 56, 60, 90, 59, 58, 35, 39)
CONFUSED = {frozenset(divmod(pair, 10)) for pair in ALIKE}


@functools.lru_cache(maxsize=32)
def digit_mask(digit: int, side_px: int) -> NDArray[np.bool_]:
    """Where the digit is in a square of `side_px`, centred by its outline."""
    font = ImageFont.load_default(side_px)
    stroke = round(BOLD_SHARE * side_px)
    large = Pillow.new("L", (2 * side_px, 2 * side_px))
    ImageDraw.Draw(large).text(
        (side_px, side_px), str(digit), fill=255, font=font, anchor="mm", stroke_width=stroke
    )
    cut = large.crop(large.getbbox())
    height = round(HEIGHT_SHARE * side_px)
    cut = cut.resize((round(cut.width * height / cut.height), height), Pillow.Resampling.BILINEAR)
    mask = Pillow.new("L", (side_px, side_px))
    mask.paste(cut, ((side_px - cut.width) // 2, (side_px - cut.height) // 2))
    shape: NDArray[np.bool_] = np.asarray(mask) > 127
    shape.setflags(write=False)
    return shape
