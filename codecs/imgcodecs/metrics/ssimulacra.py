"""SSIMULACRA2 version 2.1 (Sneyers, J., 2022, retuned in April 2023): the metric of CID22.

Computed here after the description and the constants of its reference implementation, which libjxl
carries in C++ (BSD-3-Clause): no package that pip installs gives the reference's values. The one
for Python, `ssimulacra2` 0.3.0, mirrors the image at its left and right edges and leaves out a
scale below 256 pixels a side, where its scores are up to a hundred points off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imgcodecs.metrics.filters import Planes, halve
from imgcodecs.metrics.shapes import check_least_side, check_same_shape
from imgcodecs.metrics.ssimulacra_maps import average_error_maps
from imgcodecs.metrics.ssimulacra_weights import SCALES, WEIGHTS
from imgcodecs.types import Image

LEAST_SIDE = 8  # pixels; the reference scores nothing smaller

SCALE_FACTOR = 0.9562382616834844
POLYNOMIAL = (6.248496625763138e-05, -0.020884521182843837, 2.326765642916932, 0.0)
EXPONENT = 0.6276336467831387

CODE_VALUES = np.arange(256) / 255
LINEAR = np.where(  # sRGB's curve, IEC 61966-2-1
    CODE_VALUES <= 0.04045, CODE_VALUES / 12.92, ((CODE_VALUES + 0.055) / 1.055) ** 2.4
).astype(np.float32)


def ssimulacra2(reference: Image, distorted: Image) -> float:
    """SSIMULACRA2: 100 for no difference, 90 hardly visible, 70 high, 50 medium quality.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB, both sides at least 8 pixels.

    Returns
    -------
    float
        At most 100; below 0 for very strong distortion.
    """
    check_same_shape(reference, distorted)
    check_least_side("SSIMULACRA2", reference, LEAST_SIDE)
    first, second = _linearise(reference), _linearise(distorted)
    averages = [average_error_maps(first, second)]
    # As in the reference, the size is looked at before halving, so the last scale may be of 4x4.
    while len(averages) < SCALES and min(first.shape[-2:]) >= LEAST_SIDE:
        first, second = halve(first), halve(second)
        averages.append(average_error_maps(first, second))
    return _score(np.array(averages))


def _linearise(image: Image) -> Planes:
    return np.stack([LINEAR[image[:, :, channel]] for channel in range(3)])


def _score(averages: NDArray[np.float64]) -> float:
    # With fewer scales the reference lets the weights run on without a gap, so do we.
    terms = np.moveaxis(averages, 0, 1).ravel()  # channel, scale, norm, map
    distance = SCALE_FACTOR * float(terms @ WEIGHTS.ravel()[: terms.size])
    distance = float(np.polyval(POLYNOMIAL, distance))
    return 100.0 - 10.0 * distance**EXPONENT if distance > 0 else 100.0
