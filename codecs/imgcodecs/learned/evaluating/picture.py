"""A picture of an evaluation: the original beside each codec at about the same rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from imgcodecs.manifest import ManifestRow
from imgcodecs.registry import find_label
from imgcodecs.sources import read_image
from imgcodecs.types import Image

SIDE, BAR = 256, 18  # pixels
SHOWN_BPP = 0.22


def draw_comparison(rows: Sequence[ManifestRow], *, codecs: Sequence[str]) -> Image:
    """Middle of each source: original, then each codec at the rate nearest to ``SHOWN_BPP``."""
    strips = []
    for source in dict.fromkeys(row.source for row in rows):
        own = [row for row in rows if row.source == source]
        cells = [_label(_cut(read_image(own[0].reference)), "original")]
        for codec in codecs:
            found = [row for row in own if row.codec == codec]
            if found:
                row = min(found, key=lambda row: abs(row.bpp - SHOWN_BPP))
                text = f"{find_label(codec)} {row.bpp:.3f} bpp"
                cells.append(_label(_cut(read_image(row.decoded)), text))
            else:
                cells.append(_label(np.zeros((SIDE, SIDE, 3), np.uint8), f"{codec}: no such rate"))
        strips.append(np.concatenate(cells, 1))
    return np.concatenate(strips, 0)


def _cut(image: Image) -> Image:
    top, left = (max(0, (side - SIDE) // 2) for side in image.shape[:2])
    cut = image[top : top + SIDE, left : left + SIDE]
    spare = [(0, SIDE - side) for side in cut.shape[:2]]
    return np.pad(cut, (*spare, (0, 0)))


def _label(image: Image, text: str) -> Image:
    cell = Pillow.new("RGB", (SIDE, SIDE + BAR), "black")
    cell.paste(Pillow.fromarray(image), (0, BAR))
    ImageDraw.Draw(cell).text((3, 3), text, fill="white")
    return np.asarray(cell, np.uint8)
