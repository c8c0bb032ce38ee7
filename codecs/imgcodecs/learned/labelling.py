"""Pictures with a line of words above them, for sheets that people look at."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from imgcodecs.types import Image

BAR = 18  # pixels, for the line


def add_label(image: Image, text: str) -> Image:
    """Put a line of white on black above a picture."""
    cell = Pillow.new("RGB", (image.shape[1], image.shape[0] + BAR), "black")
    cell.paste(Pillow.fromarray(image), (0, BAR))
    ImageDraw.Draw(cell).text((3, 3), text, fill="white")
    return np.asarray(cell, np.uint8)
