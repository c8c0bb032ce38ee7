"""Whom not to use, and why. Suggestions only: nothing here ever leaves anybody out.

Four tests compare each rater with attentive people; two rules need no test. Among many raters some
attentive ones look bad by chance, so the four are held to Bonferroni's limit for each rater, and
the raters to a false discovery rate (Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57, 1995):
were everybody attentive, the chance that the four tests name anybody at all is about 5 %; in a
crowd with many bad raters about one in twenty of those they name is attentive. The two rules,
random answers and speed, are outside these 5 %: whom they name comes on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from elo.core.quality.chances import (
    Crowd,
    describe_crowd,
    find_disagreement_chance,
    find_repeats_chance,
    find_side_chance,
    find_traps_chance,
)
from elo.core.quality.judging import RaterQuality
from elo.core.quality.reasons import (
    blame_lapse,
    blame_speed,
    tell_disagreement,
    tell_repeats,
    tell_side,
    tell_traps,
)
from elo.core.types import FloatArray

FALSE_SHARE = 0.05  # of those named, at most so many attentive ones
Test = tuple[Callable[[RaterQuality, Crowd], float], Callable[[RaterQuality, Crowd], str]]

# How likely an attentive rater looks as bad, and what to say of one who does.
TESTS: tuple[Test, ...] = (
    (find_traps_chance, tell_traps),
    (find_disagreement_chance, tell_disagreement),
    (find_side_chance, tell_side),
    (find_repeats_chance, tell_repeats),
)


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


def suggest(qualities: Sequence[RaterQuality]) -> tuple[Suggestion, ...]:
    """Name the raters that something speaks against, with the reasons.

    Parameters
    ----------
    qualities : sequence of RaterQuality
        Of everybody: what is unusual depends on what is usual.

    Returns
    -------
    tuple of Suggestion
        In the order of ``qualities``; the rest have no reason against them.
    """
    if not qualities:
        return ()
    crowd = describe_crowd(qualities)
    chances = np.array([[chance(each, crowd) for chance, _ in TESTS] for each in qualities])
    limit = find_limit(chances)
    found = []
    for each, mine in zip(qualities, (chances <= limit).tolist(), strict=True):
        told = [tell(each, crowd) for (_, tell), bad in zip(TESTS, mine, strict=True) if bad]
        sure = [reason for reason in (blame_lapse(each), blame_speed(each)) if reason]
        if sure or told:
            found.append(Suggestion(each.rater, each.record.votes, (*sure, *told)))
    return tuple(found)


def find_limit(chances: FloatArray) -> float:
    """Largest chance that still counts against a rater.

    Parameters
    ----------
    chances : ndarray of float, shape (n_raters, n_tests)
        p-values; the least of a rater's, times the tests, is his own.
    """
    n_raters, n_tests = chances.shape
    own = np.sort(chances.min(axis=1) * n_tests)
    named = np.flatnonzero(own <= FALSE_SHARE * np.arange(1, n_raters + 1) / n_raters)
    # Nobody named: the limit of the first one to be named.
    count = int(named[-1]) + 1 if len(named) else 1
    return FALSE_SHARE * count / (int(n_raters) * int(n_tests))
