"""Separable symmetric low-pass filters on stacks of planes, in numpy alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.float32]  # (..., rows, columns)
STRIP_PIXELS = 1 << 15  # of planes worked on at once, so that they stay in the processor's cache


def blur_within(planes: Planes, half_kernel: Sequence[float]) -> Planes:
    """Filter rows and columns; beyond its edges a plane is taken as 0.

    Parameters
    ----------
    planes : ndarray, shape (..., rows, columns)
    half_kernel : sequence of float
        The tap at the centre, then those 1, 2, ... samples away on either side.

    Returns
    -------
    ndarray, shape as ``planes``
    """
    for axis in (-1, -2):
        planes = _blur_axis(planes, half_kernel, axis)
    return planes


def blur_inside(planes: Planes, half_kernel: Sequence[float]) -> Planes:
    """Filter as blur_within, but keep only what needs no sample from beyond the edges."""
    margin = len(half_kernel) - 1
    for axis in (-1, -2):
        planes = _cut(_blur_axis(planes, half_kernel, axis), axis, margin, -margin)
    return planes


def halve(planes: Planes) -> Planes:
    """Average 2x2 samples; an odd last row or column counts twice."""
    rows, columns = planes.shape[-2:]
    if rows % 2 or columns % 2:
        margins = [(0, 0)] * (planes.ndim - 2) + [(0, rows % 2), (0, columns % 2)]
        planes = np.pad(planes, margins, mode="edge")
    tall = planes[..., 0::2, :] + planes[..., 1::2, :]
    return (tall[..., 0::2] + tall[..., 1::2]) * np.float32(0.25)


def _blur_axis(planes: Planes, half_kernel: Sequence[float], axis: int) -> Planes:
    taps = [np.float32(tap) for tap in half_kernel]
    total = planes * taps[0]
    scaled = np.empty_like(planes)
    for away, tap in enumerate(taps[1:], start=1):
        np.multiply(planes, tap, out=scaled)
        later, earlier = _cut(total, axis, away, None), _cut(total, axis, 0, -away)
        later += _cut(scaled, axis, 0, -away)
        earlier += _cut(scaled, axis, away, None)
    return total


def _cut(planes: Planes, axis: int, start: int, stop: int | None) -> Planes:
    return planes[..., start:stop] if axis == -1 else planes[..., start:stop, :]
