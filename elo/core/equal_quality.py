"""Point by point: the rate another codec needs to look as good as one condition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.curves import Curve, log2_rate_at
from elo.core.elo_fit import EloFit
from elo.core.intervals import Interval
from elo.core.refusals import NO_OVERLAP_LIMIT, describe_miss, warn_lost
from elo.core.types import Conditions, FloatArray, IntArray

SHARES = (0.025, 0.5, 0.975)
REFUSED = Interval(np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class EqualRate:
    """Rate at which ``anchor`` looks as good as ``condition``, in bits per pixel."""

    condition: str
    codec: str
    bpp: float
    anchor: str
    bpp_equal: Interval
    refused: bool
    flag: str


def find_equal_rates(
    *, fit: EloFit, conditions: Conditions, curves: dict[str, Curve]
) -> tuple[EqualRate, ...]:
    """For every rated condition, the rate each other codec needs to look as good."""
    place = {name: index for index, name in enumerate(conditions.names)}
    codec = [conditions.codec[place[name]] for name in fit.conditions]
    bpp = [float(conditions.bpp[place[name]]) for name in fit.conditions]
    found = {anchor: rates_at(curve, fit.draws_elo) for anchor, curve in curves.items()}
    return tuple(
        equal_rate(name, codec[column], bpp[column], fit.draws_elo[:, column], curve, given)
        for column, name in enumerate(fit.conditions)
        for anchor, curve in curves.items()
        if anchor != codec[column]
        for given in [found[anchor][column]]
    )


def rates_at(anchor: Curve, draws_elo: FloatArray) -> list[tuple[float, Interval]]:
    """For each column of scores: share of draws in reach, and the rate's interval over those."""
    rates = np.stack([log2_rate_at(anchor, elo) for elo in draws_elo.T], axis=1)
    # Sorted, what is out of reach comes last, and quantiles of the rest are one look-up.
    rates = np.exp2(np.sort(rates, axis=0))
    reached = (~np.isnan(rates)).sum(axis=0)
    low, middle, high = (sorted_quantile(rates, reached, share) for share in SHARES)
    shares = reached / len(rates)
    return [
        (share, Interval(*each))
        for share, *each in zip(
            shares.tolist(), middle.tolist(), low.tolist(), high.tolist(), strict=True
        )
    ]


def sorted_quantile(rising: FloatArray, count: IntArray, share: float) -> FloatArray:
    """Quantile of the first ``count`` rows of each column, as numpy's; nan of none."""
    place = share * np.maximum(count - 1, 0)
    left = np.floor(place).astype(np.int64)
    right = np.minimum(left + 1, np.maximum(count - 1, 0))
    columns = np.arange(rising.shape[1])
    low, high = rising[left, columns], rising[right, columns]
    return np.asarray(low + (place - left) * (high - low))


def equal_rate(
    name: str,
    codec: str,
    bpp: float,
    elo: FloatArray,
    anchor: Curve,
    found: tuple[float, Interval],
) -> EqualRate:
    reached, given = found
    if 1 - reached <= NO_OVERLAP_LIMIT:
        flag = warn_lost(1 - reached, "are out of its reach")
        return EqualRate(name, codec, bpp, anchor.codec, given, False, flag)
    what = name if np.isnan(bpp) else f"{codec} at {bpp:.3g} bpp"
    above, below = elo > anchor.highest_elo, elo < anchor.lowest_elo
    flag = describe_miss(what, anchor.codec, above, below)
    return EqualRate(name, codec, bpp, anchor.codec, REFUSED, True, flag)


def interpolate_linearly(*, elo: FloatArray, bpp: FloatArray, at_elo: FloatArray) -> FloatArray:
    """Rate at a quality by straight lines of bpp over Elo, as some published studies do.

    Parameters
    ----------
    elo, bpp : ndarray of float, shape (n,)
        Point estimates of one codec, in any order.
    at_elo : ndarray of float, shape (m,)
        Qualities, Elo points.

    Returns
    -------
    ndarray of float, shape (m,)
        Bits per pixel; nan out of the codec's reach.
    """
    order = np.argsort(elo)
    return np.interp(at_elo, elo[order], bpp[order], left=np.nan, right=np.nan)
