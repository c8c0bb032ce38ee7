"""A codec's rate as a function of quality, in every posterior draw at once.

Interpolation runs over quality, as in Bjontegaard's tools (VCEG-M33): log2 of the rate is a
monotone cubic (F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5, 1984) of Elo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from elo.core.monotone import isotonic, pool_points
from elo.core.pchip import pchip_slopes
from elo.core.types import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Curve:
    """One codec's curve, a row for each draw; the draws differ in how many points are left.

    Parameters
    ----------
    codec : str
        Whose curve it is.
    bpp : ndarray of float, shape (n_rates,)
        Measured rates, rising.
    points : ndarray of int, shape (n_draws,)
        Points left after pooling, from 1 up to n_rates.
    elo : ndarray of float, shape (n_draws, n_rates)
        Quality of each point, rising; inf after the last.
    log2_bpp : ndarray of float, shape (n_draws, n_rates)
        Rate of each point, log2 of bits per pixel; 0 after the last.
    slope : ndarray of float, shape (n_draws, n_rates)
        Slope of log2 bpp over Elo at each point.
    repaired : ndarray of bool, shape (n_draws,)
        Draws in which quality did not rise with rate, so that points were pooled.
    """

    codec: str
    bpp: FloatArray
    points: IntArray
    elo: FloatArray
    log2_bpp: FloatArray
    slope: FloatArray
    repaired: BoolArray

    @property
    def lowest_elo(self) -> FloatArray:
        """Quality of the first point, shape (n_draws,)."""
        return self.elo[:, 0]

    @property
    def highest_elo(self) -> FloatArray:
        """Quality of the last point, shape (n_draws,)."""
        return np.asarray(self.elo[np.arange(len(self.points)), self.points - 1])


def make_curve(*, codec: str, bpp: FloatArray, draws_elo: FloatArray) -> Curve:
    """Make the curve of one codec in every draw.

    Parameters
    ----------
    codec : str
        For messages and tables.
    bpp : ndarray of float, shape (n_rates,)
        Rates of its conditions, in any order, each once.
    draws_elo : ndarray of float, shape (n_draws, n_rates)
        Draws of their scores.

    Raises
    ------
    ValueError
        If two conditions have the same rate, or a rate is missing.
    """
    order = np.argsort(bpp)
    bpp, draws_elo = bpp[order], draws_elo[:, order]
    if not (bpp > 0).all():
        raise ValueError(f"codec {codec!r}: every rate must be above 0, got {bpp.tolist()}")
    if len(set(bpp.tolist())) < len(bpp):
        raise ValueError(f"codec {codec!r} has two conditions of the same rate: {bpp.tolist()} bpp")
    points, elo, log2_bpp = pool_points(isotonic(draws_elo), np.log2(bpp))
    slope = np.zeros_like(elo)
    for count in np.unique(points).tolist():
        rows = points == count
        slope[rows, :count] = pchip_slopes(elo[rows, :count], log2_bpp[rows, :count])
    return Curve(codec, bpp, points, elo, log2_bpp, slope, points < len(bpp))


def make_codec_curves(
    *, names: Sequence[str], codec: IntArray, bpp: FloatArray, draws_elo: FloatArray
) -> dict[str, Curve]:
    """Curves of every codec that has a condition with a rate, in the order of ``names``.

    Parameters
    ----------
    names : sequence of str
        Codecs.
    codec : ndarray of int, shape (n,)
        Each condition's codec, an index into ``names``.
    bpp : ndarray of float, shape (n,)
        Its rate; nan where it has none, and belongs to no curve.
    draws_elo : ndarray of float, shape (n_draws, n)
        Draws of its score.

    Raises
    ------
    ValueError
        As `make_curve` does.
    """
    curves = {}
    for index, name in enumerate(names):
        mine = (codec == index) & ~np.isnan(bpp)
        if mine.any():
            curves[name] = make_curve(codec=name, bpp=bpp[mine], draws_elo=draws_elo[:, mine])
    return curves


def log2_rate_at(curve: Curve, elo: FloatArray) -> FloatArray:
    """Rate at a quality.

    Parameters
    ----------
    curve : Curve
        With n_draws rows.
    elo : ndarray of float, shape (n_draws,)
        One quality per draw.

    Returns
    -------
    ndarray of float, shape (n_draws,)
        log2 of bits per pixel; nan where the quality is out of the curve's reach. Never
        extrapolated.
    """
    inside = (elo >= curve.lowest_elo) & (elo <= curve.highest_elo)
    piece, t, h = locate(curve, elo)
    y0, y1, d0, d1 = piece
    cubic = (
        y0 * (1 + 2 * t) * (1 - t) ** 2
        + h * d0 * t * (1 - t) ** 2
        + y1 * t**2 * (3 - 2 * t)
        + h * d1 * t**2 * (t - 1)
    )
    return np.where(inside, cubic, np.nan)


def integrate_log2_rate(curve: Curve, low_elo: FloatArray, high_elo: FloatArray) -> FloatArray:
    """Exact integral of log2 bpp over a range of quality inside the curve, shape (n_draws,)."""
    return integral_to(curve, high_elo) - integral_to(curve, low_elo)


def integral_to(curve: Curve, elo: FloatArray) -> FloatArray:
    """Integral of log2 bpp from the curve's first point up to ``elo``, shape (n_draws,)."""
    x, y, d = curve.elo, curve.log2_bpp, curve.slope
    if x.shape[1] == 1:
        return np.zeros(len(x))
    last = np.isfinite(x[:, 1:])
    h = np.where(last, x[:, 1:], 0) - np.where(last, x[:, :-1], 0)
    whole = h * (y[:, :-1] + y[:, 1:]) / 2 + h**2 * (d[:, :-1] - d[:, 1:]) / 12
    start = index_of(curve, elo)
    before = np.arange(h.shape[1]) < start[:, None]
    (y0, y1, d0, d1), t, width = locate(curve, elo)
    part = width * (
        y0 * (t - t**3 + t**4 / 2)
        + width * d0 * (t**2 / 2 - 2 * t**3 / 3 + t**4 / 4)
        + y1 * (t**3 - t**4 / 2)
        + width * d1 * (t**4 / 4 - t**3 / 3)
    )
    return np.asarray((whole * before).sum(axis=1) + part)


def index_of(curve: Curve, elo: FloatArray) -> IntArray:
    """Piece of the curve that holds each quality, shape (n_draws,)."""
    reached = (curve.elo <= elo[:, None]).sum(axis=1) - 1
    last = np.maximum(curve.points - 2, 0)
    return np.asarray(np.clip(reached, 0, last), dtype=np.int64)


def locate(
    curve: Curve, elo: FloatArray
) -> tuple[tuple[FloatArray, FloatArray, FloatArray, FloatArray], FloatArray, FloatArray]:
    """Values and slopes at both ends of the piece, place in it (0 to 1) and its width in Elo."""
    rows: NDArray[np.intp] = np.arange(len(elo))
    left = index_of(curve, elo)
    right = np.minimum(left + 1, curve.points - 1)
    h = curve.elo[rows, right] - curve.elo[rows, left]
    t = np.where(h > 0, (elo - curve.elo[rows, left]) / np.where(h > 0, h, 1), 0.0)
    ends = (
        curve.log2_bpp[rows, left],
        curve.log2_bpp[rows, right],
        curve.slope[rows, left],
        curve.slope[rows, right],
    )
    return ends, t, h
