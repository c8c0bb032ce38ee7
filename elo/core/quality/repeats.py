"""Does a rater give the same answer to the same pair again?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import CHOSE_A, REPEAT, TIE, VOTE, BoolArray, FloatArray, IntArray, Votes


@dataclass(frozen=True, slots=True)
class Repeats:
    """One rater's second showings.

    Parameters
    ----------
    shown, same : int
        Pairs answered twice on the same source, and how many got the same answer, whichever side.
    expected_share : float
        Share of same answers if he shared the crowd's scores; nan without any or without scores.
    """

    shown: int
    same: int
    expected_share: float

    @property
    def same_share(self) -> float:
        """Share of same answers, nan without second showings."""
        return self.same / self.shown if self.shown else float("nan")


def measure_repeats(votes: Votes, chance_same: FloatArray | None = None) -> tuple[Repeats, ...]:
    """Repeats of every rater, in the order of ``votes.raters``.

    Parameters
    ----------
    votes : Votes
        Rows in the order in which they were answered.
    chance_same : ndarray of float, shape (n,), optional
        For each rated row, how likely a second answer is the same; nan where unknown.
    """
    again, first = match_repeats(votes)
    answer = name_answer(votes)
    same = answer[again] == answer[first]
    n, rater = len(votes.raters), votes.rater[again]
    shown = np.bincount(rater, minlength=n)
    chance = np.full(len(again), np.nan) if chance_same is None else chance_same[first]
    with np.errstate(invalid="ignore"):  # nobody's share of nothing
        expected = np.bincount(rater, chance, n) / shown
    alike = np.bincount(rater[same], minlength=n)
    return tuple(map(Repeats, shown.tolist(), alike.tolist(), expected.tolist()))


def match_repeats(votes: Votes) -> tuple[IntArray, IntArray]:
    """Rows of second showings, and the row of the first showing of each; unmatched ones dropped."""
    key = number_pairs(votes)
    rated, repeat = np.flatnonzero(votes.kind == VOTE), np.flatnonzero(votes.kind == REPEAT)
    known, first = np.unique(key[rated], return_index=True)
    place = np.minimum(np.searchsorted(known, key[repeat]), max(len(known) - 1, 0))
    found: BoolArray = known[place] == key[repeat] if len(known) else np.zeros(len(repeat), bool)
    return repeat[found], rated[first[place[found]]]


def number_pairs(votes: Votes) -> IntArray:
    """One number for each rater, source and pair of conditions, whichever comes first."""
    n = len(votes.conditions)
    low = np.minimum(votes.condition_a, votes.condition_b)
    high = np.maximum(votes.condition_a, votes.condition_b)
    return ((votes.rater * len(votes.sources) + votes.source) * n + low) * n + high


def name_answer(votes: Votes) -> IntArray:
    """Condition each answer was for, -1 for a tie."""
    chosen = np.where(votes.choice == CHOSE_A, votes.condition_a, votes.condition_b)
    return np.where(votes.choice == TIE, -1, chosen)
