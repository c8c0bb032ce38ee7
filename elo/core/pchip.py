"""Slopes of the monotone piecewise cubic (PCHIP), for many rows at once.

F. N. Fritsch and J. Butland, A method for constructing local monotone piecewise cubic
interpolants, SIAM J. Sci. Stat. Comput. 5 (1984).
"""

from __future__ import annotations

import numpy as np

from elo.core.types import FloatArray


def pchip_slopes(x: FloatArray, y: FloatArray) -> FloatArray:
    """Slopes of the monotone cubic through each row's points, as scipy's PchipInterpolator.

    Parameters
    ----------
    x, y : ndarray of float, shape (n_draws, n)
        Rising x; n of 1 gives slopes of 0.
    """
    slopes = np.zeros_like(y)
    if x.shape[1] < 2:
        return slopes
    h, secant = np.diff(x, axis=1), np.diff(y, axis=1) / np.diff(x, axis=1)
    if x.shape[1] == 2:
        return np.repeat(secant, 2, axis=1)
    slopes[:, 1:-1] = inner_slopes(h, secant)
    slopes[:, 0] = end_slopes(h[:, 0], h[:, 1], secant[:, 0], secant[:, 1])
    slopes[:, -1] = end_slopes(h[:, -1], h[:, -2], secant[:, -1], secant[:, -2])
    return slopes


def inner_slopes(h: FloatArray, secant: FloatArray) -> FloatArray:
    """Weighted harmonic mean of both secants, or 0 where they disagree in sign."""
    before, after = secant[:, :-1], secant[:, 1:]
    weight_before = 2 * h[:, 1:] + h[:, :-1]
    weight_after = h[:, 1:] + 2 * h[:, :-1]
    agree = before * after > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (weight_before + weight_after) / (weight_before / before + weight_after / after)
    return np.where(agree, mean, 0.0)


def end_slopes(
    h0: FloatArray, h1: FloatArray, secant0: FloatArray, secant1: FloatArray
) -> FloatArray:
    """Three-point slope at an end, limited so that the cubic stays monotone."""
    slope = ((2 * h0 + h1) * secant0 - h0 * secant1) / (h0 + h1)
    slope = np.where(np.sign(slope) != np.sign(secant0), 0.0, slope)
    steep = (np.sign(secant0) != np.sign(secant1)) & (np.abs(slope) > 3 * np.abs(secant0))
    return np.where(steep, 3 * secant0, slope)
