"""Whom not to use, and why. Suggestions only: nothing here ever leaves anybody out.

Every rule but the lapse is a test of one rater against attentive people, and with many raters some
attentive ones fail by chance. So the limits are Bonferroni's: were everybody attentive, nobody at
all is named with a probability of about 95 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, norm

from elo.core.quality.judging import RaterQuality

FAMILY_ERROR = 0.05  # chance that a crowd of attentive people has anybody named
N_TESTS = 5  # rules that test each rater
LAPSE_LIMIT = 0.3  # answers at random; the lower end of the 95 % interval must be above it
HABIT_SHARE = 0.8  # a side habit is this strong before it counts, however sure it is
FAST_LIMIT = 0.5  # share of answers faster than anyone can look
FEWEST_FAST = 20  # timed answers before speed counts
MISS_FLOOR, MISS_CEILING = 0.02, 0.2  # share of traps that attentive people miss
FEWEST_FOR_SPREAD = 5  # raters, before their spread is worth measuring


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rater whose answers a careful reader might not use.

    Parameters
    ----------
    rater : str
        Pseudonym.
    votes : int
        Rated answers that would go.
    reasons : tuple of str
        In words, at least one.
    """

    rater: str
    votes: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What is usual in a crowd, and how far from it is too far.

    Parameters
    ----------
    error : float
        Chance that one test names one attentive rater.
    middle_z, spread_z : float
        Median and robust standard deviation (at least 1) of the raters' agreement.
    trap_miss : float
        Share of traps that are missed, kept between `MISS_FLOOR` and `MISS_CEILING`.
    """

    error: float
    middle_z: float
    spread_z: float
    trap_miss: float

    @property
    def limit_z(self) -> float:
        """Standard errors that one in 1/error attentive raters exceeds on one side."""
        return float(-norm.ppf(self.error))

    def relative_z(self, quality: RaterQuality) -> float:
        """Agreement relative to what is usual here; nan where unknown."""
        return (quality.agreement.z - self.middle_z) / self.spread_z


def suggest(qualities: Sequence[RaterQuality]) -> tuple[Suggestion, ...]:
    """Name the raters that at least one rule speaks against, with the reasons.

    Parameters
    ----------
    qualities : sequence of RaterQuality
        Of everybody: what is unusual depends on what is usual.

    Returns
    -------
    tuple of Suggestion
        In the order of ``qualities``; the rest have no reason against them.
    """
    crowd = describe_crowd(qualities)
    found = []
    for each in qualities:
        reasons = tuple(reason for rule in RULES if (reason := rule(each, crowd)))
        if reasons:
            found.append(Suggestion(each.rater, each.record.votes, reasons))
    return tuple(found)


def describe_crowd(qualities: Sequence[RaterQuality]) -> Crowd:
    """Measure what is usual, robustly: up to half of the crowd may be anything."""
    z = np.array([each.agreement.z for each in qualities])
    z = z[~np.isnan(z)]
    middle, spread = 0.0, 1.0
    if len(z) >= FEWEST_FOR_SPREAD:
        middle = min(float(np.median(z)), 0.0)
        # The upper half alone: bad raters, of whom there may be many, all lie in the lower one.
        above = z[z >= np.median(z)] - np.median(z)
        spread = max(1.0, float(np.median(above)) / float(norm.ppf(0.75)))
    traps = sum(each.record.traps for each in qualities)
    missed = traps - sum(each.record.traps_right for each in qualities)
    miss = min(max(missed / max(traps, 1), MISS_FLOOR), MISS_CEILING)
    return Crowd(FAMILY_ERROR / (N_TESTS * max(len(qualities), 1)), middle, spread, miss)


def blame_lapse(quality: RaterQuality, crowd: Crowd) -> str:
    """Answers at random more often than three times in ten, surely."""
    lapse = quality.lapse
    if not lapse.q025 > LAPSE_LIMIT:
        return ""
    return (
        f"answers at random in {lapse.median:.0%} of the cases "
        f"(95 % interval {lapse.q025:.0%} to {lapse.q975:.0%})"
    )


def blame_traps(quality: RaterQuality, crowd: Crowd) -> str:
    """No better than chance on traps, and more misses than an attentive person makes."""
    record = quality.record
    if not record.traps or record.traps_right > record.traps / 2:
        return ""
    if binom.cdf(record.traps_right, record.traps, 1 - crowd.trap_miss) > crowd.error:
        return ""
    return f"{record.traps_right} of {record.traps} traps right, no better than chance"


def blame_disagreement(quality: RaterQuality, crowd: Crowd) -> str:
    """Answers unlikely under everybody else's scores."""
    agreement, z = quality.agreement, crowd.relative_z(quality)
    if not z < -crowd.limit_z:
        return ""
    turned = agreement.favourite_share < 0.5 - crowd.limit_z / (2 * agreement.answers**0.5)
    how = "mostly the other way round: " if turned else ""
    return (
        f"disagrees with everybody else, {how}chose what they like better in "
        f"{agreement.favourite_share:.0%} of {agreement.answers} answers where "
        f"{agreement.favourite_expected:.0%} are usual ({z:.1f} standard errors)"
    )


def blame_side(quality: RaterQuality, crowd: Crowd) -> str:
    """One side nearly always, and nothing to show that he looked."""
    sides = quality.sides
    share = max(sides.left_share, 1 - sides.left_share)
    if not (abs(sides.left_z) > crowd.limit_z and share > HABIT_SHARE):
        return ""
    side = "left" if sides.left_share > 0.5 else "right"
    run = quality.times.longest_side_run
    return (
        f"chose the {side} one in {share:.0%} of {sides.answers} answers"
        f"{f', {run} times in a row' if quality.times.run_chance < crowd.error else ''}"
    )


def blame_repeats(quality: RaterQuality, crowd: Crowd) -> str:
    """Contradicts himself more often than the pairs explain."""
    repeats = quality.repeats
    if not repeats.shown or np.isnan(repeats.expected_share):
        return ""
    if binom.cdf(repeats.same, repeats.shown, repeats.expected_share) > crowd.error:
        return ""
    return (
        f"gave the same answer again to {repeats.same} of {repeats.shown} repeated pairs "
        f"where {repeats.expected_share:.0%} are usual"
    )


def blame_speed(quality: RaterQuality, crowd: Crowd) -> str:
    """Answers faster than anyone can look."""
    times = quality.times
    if times.timed < FEWEST_FAST or not times.fast_share > FAST_LIMIT:
        return ""
    return f"answered {times.fast_share:.0%} of {times.timed} pairs faster than anyone can look"


RULES: tuple[Callable[[RaterQuality, Crowd], str], ...] = (
    blame_lapse,
    blame_traps,
    blame_disagreement,
    blame_side,
    blame_repeats,
    blame_speed,
)
