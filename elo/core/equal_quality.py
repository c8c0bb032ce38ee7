"""Point by point: the rate another codec needs to look as good as one condition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.curves import Curve, log2_rate_at
from elo.core.intervals import Interval, summarise
from elo.core.refusals import NO_OVERLAP_LIMIT, describe_miss
from elo.core.types import Conditions, EloFit, FloatArray


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
    found = []
    for column, name in enumerate(fit.conditions):
        codec, bpp = conditions.codec[place[name]], float(conditions.bpp[place[name]])
        for anchor in curves.values():
            if anchor.codec != codec:
                elo = fit.draws_elo[:, column]
                found.append(equal_rate(name, codec, bpp, elo, anchor))
    return tuple(found)


def equal_rate(name: str, codec: str, bpp: float, elo: FloatArray, anchor: Curve) -> EqualRate:
    rate = np.exp2(log2_rate_at(anchor, elo))
    reached = ~np.isnan(rate)
    refused = bool(np.mean(~reached) > NO_OVERLAP_LIMIT)
    what = name if np.isnan(bpp) else f"{codec} at {bpp:.3g} bpp"
    above, below = elo > anchor.highest_elo, elo < anchor.lowest_elo
    flag = describe_miss(what, anchor.codec, above, below) if refused else ""
    given = summarise(rate[:0] if refused else rate[reached])
    return EqualRate(name, codec, bpp, anchor.codec, given, refused, flag)


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
