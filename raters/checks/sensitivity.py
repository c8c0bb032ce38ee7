"""One rater's artefact check for a researcher to look at: threshold, and the curve it lies on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from raters.checks import psi

CURVE_POINTS = 51
BINS = 10
COUNTED = ("scored", "catch")


class Marked(Protocol):
    """An answer with its item: `Answered`, or a stored `ScreeningAnswer`."""

    @property
    def item(self) -> Any: ...

    @property
    def correct(self) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The chance of a right answer at one strength, with its 95 % band."""

    strength: float
    chance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What was answered to items of about one strength."""

    strength: float  # mean of these items
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a rater's answers say; strengths and thresholds run from 0 invisible to 1 obvious."""

    threshold: float  # strength at which three in four answers are right
    threshold_sd: float
    threshold_low: float  # of the 95 % interval
    threshold_high: float
    curve: tuple[CurvePoint, ...]
    tallies: tuple[Tally, ...]


def describe_posterior(answers: Sequence[Marked]) -> Sensitivity:
    """Threshold and psychometric curve from the answers of one attempt, finished or not.

    Practice items and unanswered ones are left out. Without any answer left it is the prior that is
    described, as wide as that is.
    """
    counted = [
        each for each in answers if each.item["kind"] in COUNTED and each.correct is not None
    ]
    strengths = [float(each.item["strength"]) for each in counted]
    right = [each.correct is True for each in counted]
    belief = psi.learn(strengths, right)
    low, high = psi.threshold_quantiles(belief, [0.025, 0.975]).tolist()
    return Sensitivity(
        threshold=psi.threshold_mean(belief),
        threshold_sd=psi.threshold_sd(belief),
        threshold_low=low,
        threshold_high=high,
        curve=trace_curve(belief),
        tallies=tally(strengths, right),
    )


def trace_curve(belief: psi.Array) -> tuple[CurvePoint, ...]:
    strengths = np.linspace(0, 1, CURVE_POINTS).tolist()
    columns = (each.tolist() for each in psi.curve(belief, strengths))
    return tuple(CurvePoint(*point) for point in zip(strengths, *columns, strict=True))


def tally(strengths: Sequence[float], right: Sequence[bool]) -> tuple[Tally, ...]:
    """Right answers in tenths of the ladder that have any."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for strength, was_right in zip(strengths, right, strict=True):
        bins.setdefault(min(int(strength * BINS), BINS - 1), []).append((strength, was_right))
    return tuple(
        Tally(sum(s for s, _ in each) / len(each), sum(r for _, r in each), len(each))
        for _, each in sorted(bins.items())
    )
