"""Marks the text of each picture once, and keeps the marks for the next time."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgcodecs.cache import digest_image
from imgcodecs.files import write_whole
from imgcodecs.learned.pixels import to_tensor
from imgcodecs.learned.pretrained.text_detector import find_text
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.types import Image


def mark_text(
    pictures: Sequence[Picture], folder: Path, *, say: Callable[[str], None]
) -> list[Picture]:
    """Give each picture its mask, from ``folder`` where it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    marked = []
    for number, picture in enumerate(pictures, start=1):
        path = folder / f"{digest_image(picture.pixels)}.png"
        if not path.exists():
            say(f"looking for text in {picture.name}, {number} of {len(pictures)}")
            _save(detect(picture.pixels), path)
        with Pillow.open(path) as opened:
            marked.append(replace(picture, text=np.asarray(opened, np.uint8) // 255))
    return marked


def detect(pixels: Image) -> NDArray[np.uint8]:
    """Mask of the text in one picture, shape (height, width), 0 or 1."""
    mask: NDArray[np.uint8] = find_text(to_tensor(pixels))[0, 0].numpy().astype(np.uint8)
    return mask


def _save(mask: NDArray[np.uint8], path: Path) -> None:
    written = io.BytesIO()
    Pillow.fromarray(mask * 255).save(written, format="PNG")
    write_whole(path, written.getvalue())
