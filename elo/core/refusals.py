"""When two curves cannot be compared, or hardly, and how that is said."""

from __future__ import annotations

from elo.core.curves import Curve
from elo.core.numbers import percents
from elo.core.types import BoolArray

NO_OVERLAP_LIMIT = 0.05  # more draws than this without a shared range: refused
LOST_DRAWS = 0.005  # more draws than this left out of an interval: flagged
NARROW_OVERLAP = 0.5  # a shared range under half of the narrower codec's: flagged


def explain_gap(test: Curve, anchor: Curve) -> str:
    """Why two curves cannot be compared."""
    return describe_miss(
        name_curve(test),
        anchor.codec,
        test.lowest_elo > anchor.highest_elo,
        test.highest_elo < anchor.lowest_elo,
    )


def describe_miss(what: str, anchor: str, above: BoolArray, below: BoolArray) -> str:
    if above.mean() > 0.5:
        place = "above"
    elif below.mean() > 0.5:
        place = "below"
    else:
        missed = float((above | below).mean())
        return f"{what} is out of {anchor}'s reach in {percents(missed)} of the draws"
    every = max(above.mean(), below.mean())
    often = "" if every > 0.99 else f" in {percents(every)} of the draws"
    return f"{what} is {place} every {anchor} point{often}"


def name_curve(curve: Curve) -> str:
    """Name a codec; a codec with one rate together with that rate."""
    return curve.codec if len(curve.bpp) > 1 else f"{curve.codec} at {curve.bpp[0]:.3g} bpp"


def warn_narrow(overlap: float) -> str:
    if overlap >= NARROW_OVERLAP:
        return ""
    return f"they share only {percents(overlap)} of the narrower codec's range"


def warn_lost(share: float, what: str) -> str:
    """Say what share of the draws an interval leaves out; all may be of one tail."""
    if share <= LOST_DRAWS:
        return ""
    return f"{percents(share, 1)} of the draws {what}: the interval leaves them out"


def join_flags(*flags: str) -> str:
    """All that a reader must know, in one line."""
    return "; ".join(each for each in flags if each)
