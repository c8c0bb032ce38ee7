"""How the width of an interval falls with votes, and how many more a chosen width needs.

Random errors average out: after n votes an interval is c / sqrt(n) wide. The constant is taken from
fits made on the way; how far they disagree about it says how rough the answer is. Successive fits
share votes, so their spread is a guide, not a confidence interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

FEWEST_POINTS = 3  # below that the constant has no spread to speak of
LEAST_GROWTH = 2.0  # votes of the last fit over those of the first, for a slope to mean something

Point = tuple[int, float]  # votes; width, in fractions


@dataclass(frozen=True, slots=True)
class Law:
    """width = constant / sqrt(votes)."""

    constant: float
    low: float  # least and greatest constant among the later fits
    high: float
    votes: int  # of the latest fit
    points: int
    slope: float | None  # of log width over log votes; -0.5 by the law; None where none can be told

    @property
    def is_rough(self) -> bool:
        return self.points < FEWEST_POINTS

    def width_at(self, votes: float) -> float:
        return self.constant / sqrt(votes)


@dataclass(frozen=True, slots=True)
class Need:
    """Votes beyond those there are until a width is reached; 0 where it is."""

    more: int
    fewest: int
    most: int


def fit_law(points: Sequence[Point]) -> Law | None:
    """Fit the constant to the later half of the fits, weighing each by its votes."""
    usable = sorted((votes, width) for votes, width in points if votes > 0 and width > 0)
    if not usable:
        return None
    votes = usable[-1][0]
    later = [point for point in usable if 2 * point[0] >= votes]
    constants = [width * sqrt(n) for n, width in later]
    weight = sum(n for n, _ in later)
    middle = exp(sum(n * log(c) for (n, _), c in zip(later, constants, strict=True)) / weight)
    return Law(middle, min(constants), max(constants), votes, len(later), fit_slope(usable))


def fit_slope(points: Sequence[Point]) -> float | None:
    """Least-squares slope of log width over log votes."""
    if len(points) < FEWEST_POINTS or points[-1][0] < LEAST_GROWTH * points[0][0]:
        return None
    x, y = [log(n) for n, _ in points], [log(width) for _, width in points]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    return above / sum((a - x_mean) ** 2 for a in x)


def votes_needed(law: Law, width: float) -> Need:
    """How many more votes bring the interval to this width, in fractions."""
    if not width > 0:
        raise ValueError(f"width must be above 0, got {width}")
    more, fewest, most = (
        max(0, ceil((constant / width) ** 2 - law.votes - 1e-6))
        for constant in (law.constant, law.low, law.high)
    )
    return Need(more, fewest, most)
