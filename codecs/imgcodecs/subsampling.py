"""Half-size chroma and back, sited left: on every second luma column, between two luma rows.

That is the siting of MPEG-2, HEVC and VVC, and what players take for granted in AV1 ("left").
Planes are floating point; the filters are cubic and short, so edges do not ring visibly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

BETWEEN = (-1 / 16, 9 / 16, 9 / 16, -1 / 16)  # half-way between two samples
HALVING = (-1 / 32, 0.0, 9 / 32, 16 / 32, 9 / 32, 0.0, -1 / 32)  # low pass, centred on a sample
BEFORE = (-9 / 128, 111 / 128, 29 / 128, -3 / 128)  # a quarter past a sample (cubic, a = -1/2)
AFTER = BEFORE[::-1]


def halve(plane: Plane) -> Plane:
    """Shrink a plane, shape (height, width), to (ceil(height / 2), ceil(width / 2))."""
    rows, columns = plane.shape
    even_rows = rows + rows % 2
    padded = np.pad(plane, ((1, even_rows - rows + 1), (0, 0)), mode="edge")
    tall = _filter([padded[at : at + even_rows : 2] for at in range(4)], BETWEEN)
    padded = np.pad(tall, ((0, 0), (3, 3)), mode="edge")
    return _filter([padded[:, at : at + columns : 2] for at in range(7)], HALVING)


def double(plane: Plane) -> Plane:
    """Grow a plane, shape (rows, columns), to (2 * rows, 2 * columns)."""
    rows, columns = plane.shape
    padded = np.pad(plane, ((2, 2), (0, 0)), mode="edge")
    shifted = [padded[at : at + rows] for at in range(5)]
    tall = np.empty((2 * rows, columns), np.float32)
    tall[0::2] = _filter(shifted[:4], AFTER)
    tall[1::2] = _filter(shifted[1:], BEFORE)
    padded = np.pad(tall, ((0, 0), (1, 2)), mode="edge")
    wide = np.empty((2 * rows, 2 * columns), np.float32)
    wide[:, 0::2] = tall
    wide[:, 1::2] = _filter([padded[:, at : at + columns] for at in range(4)], BETWEEN)
    return wide


def _filter(shifted: Sequence[Plane], taps: Sequence[float]) -> Plane:
    total = np.zeros(shifted[0].shape, np.float32)
    for part, tap in zip(shifted, taps, strict=True):
        total += np.float32(tap) * part
    return total
