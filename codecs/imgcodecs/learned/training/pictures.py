"""The pictures of a run, decoded once and kept in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from imgcodecs.errors import ImageError
from imgcodecs.sources import read_image
from imgcodecs.types import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif")
LOSSY = (".jpg", ".jpeg", ".webp", ".avif")  # their artefacts would be learned: halved first


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to draw crops from."""

    name: str
    pixels: Image  # (height, width, 3)
    text: NDArray[np.uint8] | None = None  # (height, width), 1 where there is text; None: unknown


def list_images(folders: Sequence[Path]) -> list[Path]:
    """Image files of the folders, not of folders inside them; ValueError where there are none."""
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"{folder} is not a folder")
    files = [path for folder in folders for path in folder.iterdir()]
    found = sorted(path for path in files if path.suffix.lower() in SUFFIXES)
    if not found:
        raise ValueError(f"no images in {', '.join(map(str, folders))}")
    return found


def load_pictures(
    paths: Iterable[Path], *, least_side: int, say: Callable[[str], None]
) -> list[Picture]:
    """Decode the pictures; what cannot be used is said and left out.

    Parameters
    ----------
    paths : iterable of Path
    least_side : int
        Smaller pictures, in pixels, cannot be cropped.
    say : callable
        Takes a line for people.
    """
    pictures = []
    for path in paths:
        try:
            pixels = read_picture(path)
        except ImageError as error:
            say(f"left out: {error}")
            continue
        if min(pixels.shape[:2]) < least_side:
            say(f"left out: {path.name} is smaller than {least_side} pixels")
        else:
            pictures.append(Picture(path.name, pixels))
    return pictures


def read_picture(path: Path) -> Image:
    """Read a picture, at half its size where its format may have left marks."""
    pixels = read_image(path)
    if path.suffix.lower() not in LOSSY or min(pixels.shape[:2]) < 2:
        return pixels
    height, width = pixels.shape[:2]
    half = Pillow.fromarray(pixels).resize((width // 2, height // 2), Pillow.Resampling.BOX)
    return np.asarray(half, np.uint8)


def digest_pictures(pictures: Iterable[Picture]) -> str:
    """SHA-256 of the names and pixels, in order."""
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(f"{picture.name}\0{picture.pixels.shape}\0".encode())
        digest.update(picture.pixels.tobytes())
    return digest.hexdigest()
