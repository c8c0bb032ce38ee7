"""Peak signal-to-noise ratio."""

from __future__ import annotations

import math

import numpy as np

from imgcodecs.metrics.shapes import check_same_shape
from imgcodecs.types import Image

PEAK = 255


def psnr_db(reference: Image, distorted: Image) -> float:
    """Peak signal-to-noise ratio over all pixels and channels, in dB; infinite when equal."""
    check_same_shape(reference, distorted)
    difference = reference.astype(np.float32) - distorted
    mean_square = float(np.mean(np.square(difference), dtype=np.float64))
    return math.inf if mean_square == 0 else 10 * math.log10(PEAK**2 / mean_square)
