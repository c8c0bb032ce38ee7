"""Multi-scale structural similarity (Wang, Z., Simoncelli, E. and Bovik, A., 2003).

Of each of red, green and blue, then averaged: what papers on learned codecs print, and what
`pytorch-msssim`, CompressAI and TensorFlow compute.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from imgcodecs.metrics.filters import STRIP_PIXELS, Planes, blur_inside, halve
from imgcodecs.metrics.shapes import check_least_side, check_same_shape
from imgcodecs.types import Image

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the scales, finest first
C1, C2 = 0.01**2, 0.03**2
SIGMA, RADIUS = 1.5, 5  # pixels, of the Gaussian window
LEAST_SIDE = 161  # pixels; the coarsest of five scales then just holds one window


def ms_ssim(reference: Image, distorted: Image) -> float:
    """MS-SSIM, the mean of that of red, green and blue.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB, both sides at least 161 pixels.

    Returns
    -------
    float
        0 to 1, 1 for no difference.
    """
    check_same_shape(reference, distorted)
    check_least_side("MS-SSIM", reference, LEAST_SIDE)
    scores = [_score(reference[..., plane], distorted[..., plane]) for plane in range(3)]
    return float(np.mean(scores))


def _score(reference: NDArray[np.uint8], distorted: NDArray[np.uint8]) -> float:
    first, second = _centre(reference), _centre(distorted)
    score = 1.0
    for weight in WEIGHTS[:-1]:
        score *= max(_compare(first, second)[1], 0.0) ** weight
        first, second = halve(first), halve(second)
    return float(score * max(_compare(first, second)[0], 0.0) ** WEIGHTS[-1])


def _centre(plane: NDArray[np.uint8]) -> Planes:
    # Around zero single precision is enough for the variances, which are differences of squares.
    return plane.astype(np.float32) / np.float32(255) - np.float32(0.5)


def _compare(first: Planes, second: Planes) -> NDArray[np.float64]:
    """Mean over the windows of SSIM, and of its contrast and structure alone."""
    rows, columns = (side - 2 * RADIUS for side in first.shape)
    height = max(1, STRIP_PIXELS // columns)
    sums = np.zeros(2)
    for start in range(0, rows, height):
        near = slice(start, start + height + 2 * RADIUS)
        sums += _sum_similarity(first[near], second[near])
    means: NDArray[np.float64] = sums / (rows * columns)
    return means


def _sum_similarity(first: Planes, second: Planes) -> tuple[float, float]:
    planes = np.stack([first, second, first * first, second * second, first * second])
    mx, my, mxx, myy, mxy = blur_inside(planes, HALF_WINDOW)
    structure = (2 * (mxy - mx * my) + C2) / (mxx - mx * mx + (myy - my * my) + C2)
    mx, my = mx + np.float32(0.5), my + np.float32(0.5)
    luminance = (2 * mx * my + C1) / (mx * mx + my * my + C1)
    return float(np.vdot(luminance, structure)), float(structure.sum())


def _make_half_window() -> tuple[float, ...]:
    taps = [math.exp(-(away**2) / (2 * SIGMA**2)) for away in range(RADIUS + 1)]
    total = taps[0] + 2 * sum(taps[1:])
    return tuple(tap / total for tap in taps)


HALF_WINDOW = _make_half_window()
