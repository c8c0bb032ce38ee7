"""Akima's interpolation, a second opinion on the point estimate and never the headline.

H. Akima, A new method of interpolation and smooth curve fitting based on local procedures, J. ACM
17 (1970). It is not monotone: beside two points of nearly the same quality it can overshoot until
rate falls with quality, and then no number is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import Akima1DInterpolator

from elo.core.curves import Curve
from elo.core.elo_fit import EloFit
from elo.core.savings import check_codec, compare_codecs, curves_of_draws, find_shared_range
from elo.core.types import Conditions, FloatArray

LOOKED_AT = 32  # places in each piece where the curve must not fall


@dataclass(frozen=True, slots=True)
class AkimaCheck:
    """BD-rate of the posterior mean scores by both interpolations; fractions, not per cent.

    Parameters
    ----------
    test, anchor : str
        Codecs.
    bd_rate_pchip, bd_rate_akima : float
        nan where not given.
    reason : str
        Why Akima's is not given; empty if it is.
    """

    test: str
    anchor: str
    bd_rate_pchip: float
    bd_rate_akima: float
    reason: str


def check_akima(*, fit: EloFit, conditions: Conditions, test: str) -> tuple[AkimaCheck, ...]:
    """Compare both interpolations on the posterior mean curves of one codec and every other.

    Raises
    ------
    ValueError
        If the test codec has no rated condition with a rate.
    """
    curves = curves_of_draws(
        rated=fit.conditions, draws_elo=fit.mean_elo[None], conditions=conditions
    )
    check_codec(test=test, codecs=tuple(curves))
    return tuple(
        compare_interpolations(curves[test], anchor)
        for anchor in curves.values()
        if anchor.codec != test
    )


def describe_akima(checks: Sequence[AkimaCheck]) -> str:
    """Say how far both interpolations are apart, and how often Akima's is not given."""
    apart = [
        abs(each.bd_rate_akima - each.bd_rate_pchip)
        for each in checks
        if not np.isnan(each.bd_rate_akima)
    ]
    missing = f"not given for {len(checks) - len(apart)} of {len(checks)}"
    if not apart:
        return missing
    agreed = f"BD-rates within {100 * max(apart):.1f} percentage points"
    return agreed if len(apart) == len(checks) else f"{agreed}; {missing}"


def compare_interpolations(test: Curve, anchor: Curve) -> AkimaCheck:
    """Both BD-rates of two curves of one draw each."""
    pchip = compare_codecs(test=test, anchor=anchor)
    reason = pchip.flag if pchip.refused else judge_curve(test) or judge_curve(anchor)
    akima = np.nan if reason else akima_bd_rate(test=test, anchor=anchor)
    return AkimaCheck(test.codec, anchor.codec, pchip.bd_rate.median, akima, reason)


def akima_bd_rate(*, test: Curve, anchor: Curve) -> float:
    """exp(mean of ln(R_test/R_anchor)) - 1 by Akima's interpolation over the shared range.

    Parameters
    ----------
    test, anchor : Curve
        Of one draw each, with a shared range of quality.
    """
    low, high = (float(end[0]) for end in find_shared_range(test, anchor))
    return float(np.exp2(mean_log2(test, low, high) - mean_log2(anchor, low, high)) - 1)


def mean_log2(curve: Curve, low_elo: float, high_elo: float) -> float:
    """Mean of log2 bpp over a range of quality, or its value where that is one point."""
    elo, log2_bpp = points_of(curve)
    if len(elo) == 1:
        return float(log2_bpp[0])
    line = Akima1DInterpolator(elo, log2_bpp)
    if high_elo <= low_elo:
        return float(line(low_elo))
    return float(line.integrate(low_elo, high_elo)) / (high_elo - low_elo)


def judge_curve(curve: Curve) -> str:
    """Why Akima's curve through these points means nothing; nothing if it does."""
    if curve.repaired[0]:
        return f"the mean scores of {curve.codec} do not rise with its rate"
    elo, log2_bpp = points_of(curve)
    if len(elo) > 1 and not rises(elo, log2_bpp):
        return f"Akima's curve of {curve.codec} falls between its points, which lie too close"
    return ""


def rises(elo: FloatArray, log2_bpp: FloatArray) -> bool:
    """Whether Akima's curve nowhere falls."""
    share = np.linspace(0, 1, LOOKED_AT)
    fine = elo[:-1, None] + np.diff(elo)[:, None] * share
    values = Akima1DInterpolator(elo, log2_bpp)(fine.ravel())
    return bool((np.diff(values) >= -1e-12).all())


def points_of(curve: Curve) -> tuple[FloatArray, FloatArray]:
    """Quality and log2 rate of a curve of one draw."""
    points = int(curve.points[0])
    return curve.elo[0, :points], curve.log2_bpp[0, :points]
