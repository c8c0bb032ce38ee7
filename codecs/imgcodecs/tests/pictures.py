"""Photographs that come with scikit-image, cut small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image as Pillow

from imgcodecs.types import Image

FOLDER = Path(skimage.data.__file__).parent
SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


def open_photograph(name: str = "chelsea.png", *, height: int = 300, width: int = 451) -> Image:
    with Pillow.open(FOLDER / name) as opened:
        return np.asarray(opened.convert("RGB"))[:height, :width]


def save_photograph(path: Path, *, height: int = 96, width: int = 128) -> Path:
    Pillow.fromarray(open_photograph(height=height, width=width)).save(path)
    return path
