"""Curves that never fall: isotonic regression of many rows at once, and its ties made points."""

from __future__ import annotations

import numpy as np

from elo.core.types import FloatArray, IntArray

TIED_ELO = 1e-9  # neighbours closer than this are one point: a cubic between them means nothing


def isotonic(values: FloatArray) -> FloatArray:
    """Nearest non-decreasing rows in least squares, by the max-min formula.

    Parameters
    ----------
    values : ndarray of float, shape (n_draws, n)
        Rows to make monotone.
    """
    n = values.shape[1]
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    lowest = np.full((len(values), n), -np.inf)
    # lowest[:, i] becomes the max over starts j <= i of the min over ends l >= i of mean(j..l).
    for start in range(n):
        length = np.arange(1, n - start + 1)
        means = (sums[:, start + 1 :] - sums[:, [start]]) / length
        ahead = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
        lowest[:, start:] = np.maximum(lowest[:, start:], ahead)
    rising = np.all(np.diff(values, axis=1) > 0, axis=1, keepdims=True)
    # Rows that rise already stay as they are, to the last bit.
    return np.where(rising, values, lowest)


def pool_points(elo: FloatArray, log2_bpp: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Make every run of equal scores one point, at the geometric mean of its rates.

    Parameters
    ----------
    elo : ndarray of float, shape (n_draws, n)
        Non-decreasing rows.
    log2_bpp : ndarray of float, shape (n,)
        Rates.

    Returns
    -------
    points, elo, log2_bpp
        Shapes (n_draws,), (n_draws, n) and (n_draws, n), as in `Curve`.
    """
    draws, n = elo.shape
    block = np.zeros((draws, n), dtype=np.int64)
    block[:, 1:] = np.cumsum(np.diff(elo, axis=1) > TIED_ELO, axis=1)
    points = block[:, -1] + 1
    flat = (block + n * np.arange(draws)[:, None]).ravel()
    size = np.bincount(flat, minlength=draws * n).reshape(draws, n)
    filled = np.maximum(size, 1)
    mean_elo = np.bincount(flat, elo.ravel(), draws * n).reshape(draws, n) / filled
    rates = np.broadcast_to(log2_bpp, elo.shape).ravel()
    mean_rate = np.bincount(flat, rates, draws * n).reshape(draws, n) / filled
    return points, np.where(size > 0, mean_elo, np.inf), np.where(size > 0, mean_rate, 0.0)
