"""Colours that a colour-deficient eye cannot tell apart, and a normal one can.

Two lights that differ only in how much they excite one kind of cone look alike to an eye without
that cone: in linear RGB they lie on a straight line, the confusion line. Cones after Smith and
Pokorny (1975), on CIE 1931 XYZ as Vienot, Brettel and Mollon (1999) use them; sRGB after IEC
61966-2-1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

XYZ_FROM_RGB = np.array(
    [
        [0.4123908, 0.3575843, 0.1804808],
        [0.2126390, 0.7151687, 0.0721923],
        [0.0193308, 0.1191948, 0.9505322],
    ]
)
LMS_FROM_XYZ = np.array(
    [
        [0.15514, 0.54312, -0.03286],
        [-0.15514, 0.45684, 0.03286],
        [0.0, 0.0, 0.01608],
    ]
)
RGB_FROM_LMS = np.linalg.inv(LMS_FROM_XYZ @ XYZ_FROM_RGB)
DEUTAN_SHARE = 0.7
CONE_MISSING = {"protan": 0, "deutan": 1, "tritan": 2}


def confusion_line(line: str) -> Floats:
    """Direction of a line in linear RGB, its largest component 1, towards red.

    `middle` runs between the deutan and the protan line: neither eye sees much of it. It is nearer
    to the deutan line, off which a wide gamut that is not managed leads further.
    """
    if line == "middle":
        deutan, protan = confusion_line("deutan"), confusion_line("protan")
        return np.asarray(DEUTAN_SHARE * deutan + (1 - DEUTAN_SHARE) * protan)
    along = RGB_FROM_LMS[:, CONE_MISSING[line]]
    along = along / np.abs(along).max()
    return np.asarray(along * np.sign(along[0]))


def furthest(neutral: Floats, along: Floats, lightest: float) -> float:
    """How far one may go both ways from a neutral, and still be `lightest` times lighter."""
    with np.errstate(divide="ignore"):
        up = (1 / lightest - neutral) / np.abs(along)
        down = neutral / np.abs(along)
    return float(np.minimum(up, down).min())


def srgb_from_linear(linear: Floats) -> Floats:
    """Linear light, 0 to 1, to sRGB code values, 0 to 255 and not yet rounded."""
    low = linear * 12.92
    high = 1.055 * np.power(np.maximum(linear, 1e-9), 1 / 2.4) - 0.055
    return np.asarray(255 * np.where(linear <= 0.0031308, low, high))
