"""Coordinates in which spreads have no long tail, and the raters' centre does not bend with theirs.

Each map has its slope beside it: the frame needs the way back.
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model.hyper import (
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
)
from elo.core.full.model.priors import LAPSE_SKEW
from elo.core.types import FloatArray

# Mean and variance of (exp(skew z) - 1)/skew.
SKEW_MEAN = math.expm1(LAPSE_SKEW**2 / 2) / LAPSE_SKEW
SKEW_VARIANCE = math.exp(LAPSE_SKEW**2) * math.expm1(LAPSE_SKEW**2) / LAPSE_SKEW**2

SPREADS = (
    LOG_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_CODEC_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,  # positive as spreads are
    LOG_CURVE_SPREAD,
)
SHARPNESS = 4.0  # a cube root for spreads over 0.1 logits, a logarithm below 0.001


@compiled
def bend(straight: float) -> float:
    """Log of a spread: three times that of a softplus, so that nearly its cube root is sampled.

    A spread that the data only bound from above has a long tail in its logarithm, none in its
    cube root (E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931)).
    """
    return 3 * (math.log(soften(straight)) - math.log(SHARPNESS))


@compiled
def bend_jacobian(straight: float) -> float:
    """Log of the slope of `bend`, up to a constant."""
    return -math.log1p(math.exp(-SHARPNESS * straight)) - math.log(soften(straight))


@compiled
def soften(straight: float) -> float:
    inner = SHARPNESS * straight
    return math.log1p(math.exp(inner)) if inner < 30 else inner


@compiled
def bend_slope(bent: float, slope: float) -> float:
    """Slope over the straight number, Jacobian included, from that over the bent one."""
    soft = SHARPNESS * math.exp(bent / 3)
    rising = -math.expm1(-soft)  # slope of the softplus
    return SHARPNESS * (3 * rising / soft * slope + (1 - rising) - rising / soft)


def straighten(bent: FloatArray) -> FloatArray:
    """Turn `bend` round."""
    soft = SHARPNESS * np.exp(np.asarray(bent) / 3)
    return np.asarray((soft + np.log(-np.expm1(-soft))) / SHARPNESS)


@compiled
def lower_centre(log_spread: float) -> float:
    """How much lower the centre must be for the same mean share, as logits spread and skew.

    The first two cumulants of the skewed logit, the second damped where shares are no longer
    small. Without it the centre would bend with the spread like a banana.
    """
    spread = math.exp(log_spread)
    return SKEW_MEAN * spread + SKEW_VARIANCE / 2 * spread * spread / (1 + spread)


@compiled
def lower_centre_slope(log_spread: float) -> float:
    """Slope of `lower_centre`."""
    spread = math.exp(log_spread)
    damped = spread * spread * (2 + spread) / (1 + spread) ** 2
    return SKEW_MEAN * spread + SKEW_VARIANCE / 2 * damped
