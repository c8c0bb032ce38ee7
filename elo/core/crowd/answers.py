"""Rated answers as the crowd models read them: who let what win against what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.counts import add_gaps, add_squares, rated_indices
from elo.core.types import CHOSE_A, TIE, FloatArray, IntArray, Votes


@dataclass(frozen=True, slots=True)
class Answers:
    """Wins, one row each; a tie is two rows of weight one half.

    Parameters
    ----------
    conditions, raters : tuple of str
        With rated answers, sorted by name.
    rater, winner, loser : ndarray of int, shape (n,)
        Indices into the names.
    weight : ndarray of float, shape (n,)
        1, or 0.5 for a tie's halves.
    """

    conditions: tuple[str, ...]
    raters: tuple[str, ...]
    rater: IntArray
    winner: IntArray
    loser: IntArray
    weight: FloatArray

    def chance(self, skill_logit: FloatArray) -> FloatArray:
        """How likely each winner was to win by these log-strengths, shape (n,)."""
        return np.asarray(expit(skill_logit[self.winner] - skill_logit[self.loser]))

    def add_gaps(self, values: FloatArray) -> FloatArray:
        """Add what each row says to its winner and take it off its loser, shape (n_conditions,)."""
        return add_gaps(self.winner, self.loser, values, len(self.conditions))

    def add_squares(self, values: FloatArray) -> FloatArray:
        """Add each row's second slope along its gap, shape (n_conditions, n_conditions)."""
        return add_squares(self.winner, self.loser, values, len(self.conditions))

    def add_raters(self, values: FloatArray) -> FloatArray:
        """Add up by rater, shape (n_raters,)."""
        return np.bincount(self.rater, values, len(self.raters)).astype(np.float64)

    def add_mixed(self, values: FloatArray) -> FloatArray:
        """Add to each rater's winners and take off his losers, shape (n_raters, n_conditions)."""
        n, row = len(self.conditions), self.rater * len(self.conditions)
        size = len(self.raters) * n
        return add_gaps(row + self.winner, row + self.loser, values, size).reshape(-1, n)


def list_answers(votes: Votes) -> Answers:
    """Rated answers as wins."""
    rated = votes.rated()
    conditions, a, b = rated_indices(rated)
    seen = np.unique(rated.rater)
    order = sorted(seen.tolist(), key=lambda index: rated.raters[index])
    rank = np.zeros(len(rated.raters), dtype=np.int64)
    rank[order] = np.arange(len(order))
    tie, rater = rated.choice == TIE, rank[rated.rater]
    chose_a = (rated.choice == CHOSE_A) | tie  # a tie's first half is a win for A
    winner, loser = np.where(chose_a, a, b), np.where(chose_a, b, a)
    return Answers(
        conditions=conditions,
        raters=tuple(rated.raters[index] for index in order),
        rater=np.concatenate([rater, rater[tie]]),
        winner=np.concatenate([winner, b[tie]]),
        loser=np.concatenate([loser, a[tie]]),
        weight=np.concatenate([np.where(tie, 0.5, 1.0), np.full(int(tie.sum()), 0.5)]),
    )
