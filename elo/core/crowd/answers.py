"""Rated answers as the crowd models read them: who let what win against what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.counts import rated_indices
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

    def add_gaps(self, values: FloatArray) -> FloatArray:
        """Add what each row says to its winner and take it off its loser, shape (n_conditions,)."""
        n = len(self.conditions)
        won, lost = np.bincount(self.winner, values, n), np.bincount(self.loser, values, n)
        return np.asarray(won - lost)

    def add_squares(self, values: FloatArray) -> FloatArray:
        """Add each row's second slope along its gap, shape (n_conditions, n_conditions)."""
        n = len(self.conditions)
        off = np.bincount(self.winner * n + self.loser, values, n * n).reshape(n, n)
        off = off + off.T
        return np.asarray(np.diag(off.sum(axis=1)) - off)

    def add_raters(self, values: FloatArray) -> FloatArray:
        """Add up by rater, shape (n_raters,)."""
        return np.bincount(self.rater, values, len(self.raters)).astype(np.float64)

    def add_mixed(self, values: FloatArray) -> FloatArray:
        """Add to each rater's winners and take off his losers, shape (n_raters, n_conditions)."""
        n, size = len(self.conditions), len(self.raters) * len(self.conditions)
        won = np.bincount(self.rater * n + self.winner, values, size)
        lost = np.bincount(self.rater * n + self.loser, values, size)
        return np.asarray(won - lost).reshape(-1, n)


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
