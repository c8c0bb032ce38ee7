"""Pairs of images to measure."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image as Pillow

from imgcodecs.tests.pictures import open_photograph
from imgcodecs.types import Image


def jpeg(image: Image, quality: int) -> Image:
    written = io.BytesIO()
    Pillow.fromarray(image).save(written, "JPEG", quality=quality)
    return np.array(Pillow.open(written))


def pair(*, quality: int, name: str = "astronaut.png", side: int = 256) -> tuple[Image, Image]:
    image = open_photograph(name, height=side, width=side).copy()
    return image, jpeg(image, quality)
