"""Bjontegaard's mean difference of rates at equal quality (VCEG-M33), of two measured curves.

log2 of the rate is interpolated over quality by the monotone cubic of Fritsch and Butland (PCHIP)
and integrated exactly. Where quality does not rise with rate the curve is made monotone first, by
isotonic regression; points of equal quality become one, at their geometric-mean rate. Beyond the
measured qualities nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

from imgcodecs.comparing.curves import Curve

LITTLE_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class BdRate:
    """Mean difference of two codecs' rates at equal quality.

    Parameters
    ----------
    difference : float or None
        As a fraction of the anchor's rate, negative for fewer bits; None where refused.
    low, high : float or None
        Range of quality that both curves reach.
    overlap : float
        That range as a share of the narrower curve's range, 0 to 1.
    note : str
        Why it is refused, or what to know about it.
    """

    difference: float | None
    low: float | None
    high: float | None
    overlap: float
    note: str


def find_bd_rate(*, test: Curve, anchor: Curve) -> BdRate:
    """Rate of ``test`` against ``anchor`` over the qualities that both reach."""
    pooled = [_pool(curve) for curve in (test, anchor)]
    if min(len(curve.bpp) for curve in pooled) < 2:
        return BdRate(None, None, None, 0.0, "needs two rates of different quality")
    low = max(curve.quality[0] for curve in pooled)
    high = min(curve.quality[-1] for curve in pooled)
    narrower = min(curve.quality[-1] - curve.quality[0] for curve in pooled)
    if not high > low:
        return BdRate(None, None, None, 0.0, "the qualities do not overlap")
    means = [_average_log2_rate(curve, low, high) for curve in pooled]
    return BdRate(
        difference=float(np.exp2(means[0] - means[1]) - 1),
        low=float(low),
        high=float(high),
        overlap=float((high - low) / narrower),
        note=_describe((test, anchor), pooled, (high - low) / narrower),
    )


def _pool(curve: Curve) -> Curve:
    if len(curve.bpp) == 0:
        return curve
    levels, block = np.unique(isotonic_regression(curve.quality).x, return_inverse=True)
    log2_bpp = np.bincount(block, np.log2(curve.bpp)) / np.bincount(block)
    return Curve(np.exp2(log2_bpp), levels)


def _average_log2_rate(curve: Curve, low: float, high: float) -> float:
    cubic = PchipInterpolator(curve.quality, np.log2(curve.bpp))
    return float(cubic.integrate(low, high)) / (high - low)


def _describe(given: tuple[Curve, Curve], pooled: list[Curve], overlap: float) -> str:
    names = ("test", "anchor")
    notes = [
        f"the {name}'s quality does not rise with every rate"
        for name, before, after in zip(names, given, pooled, strict=True)
        if len(after.bpp) < len(before.bpp)
    ]
    if overlap < LITTLE_OVERLAP:
        notes.append("the qualities overlap little")
    return "; ".join(notes)
