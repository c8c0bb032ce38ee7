"""A picture of an evaluation: the original beside each codec at about the same rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imgcodecs.learned.labelling import add_label, cut_middle
from imgcodecs.manifest import ManifestRow
from imgcodecs.registry import find_label
from imgcodecs.sources import read_image
from imgcodecs.types import Image

SIDE = 256  # pixels
SHOWN_BPP = 0.22


def draw_comparison(rows: Sequence[ManifestRow], *, codecs: Sequence[str]) -> Image:
    """Middle of each source: original, then each codec at the rate nearest to ``SHOWN_BPP``."""
    strips = []
    for source in dict.fromkeys(row.source for row in rows):
        own = [row for row in rows if row.source == source]
        original = add_label(cut_middle(read_image(own[0].reference), SIDE), "original")
        coded = [_draw_codec(own, codec) for codec in codecs]
        strips.append(np.concatenate([original, *coded], 1))
    return np.concatenate(strips, 0)


def _draw_codec(rows: Sequence[ManifestRow], codec: str) -> Image:
    found = [row for row in rows if row.codec == codec]
    if not found:
        return add_label(np.zeros((SIDE, SIDE, 3), np.uint8), f"{codec}: no such rate")
    row = min(found, key=lambda row: abs(row.bpp - SHOWN_BPP))
    middle = cut_middle(read_image(row.decoded), SIDE)
    return add_label(middle, f"{find_label(codec)} {row.bpp:.3f} bpp")
