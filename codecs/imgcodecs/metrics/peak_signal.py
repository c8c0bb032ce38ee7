"""Peak signal-to-noise ratio."""

from __future__ import annotations

import math

import numpy as np

from imgcodecs.metrics.shapes import check_same_shape
from imgcodecs.types import Image

PEAK = 255


def psnr_db(reference: Image, distorted: Image) -> float:
    """Peak signal-to-noise ratio over all pixels and channels, in dB; infinite when equal.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB.
    """
    check_same_shape(reference, distorted)
    # Row by row, in whole numbers of up to 2^53: exact, and without a large image's memory.
    squares = sum(_sum_squares(x, y) for x, y in zip(reference, distorted, strict=True))
    mean_square = squares / reference.size
    return math.inf if mean_square == 0 else 10 * math.log10(PEAK**2 / mean_square)


def _sum_squares(first: Image, second: Image) -> float:
    difference = first.astype(np.float64) - second
    return float(np.vdot(difference, difference))
