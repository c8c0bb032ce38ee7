"""Who was compared with whom, how often, and who won: all that `mle` and `plain` need to know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import CHOSE_A, TIE, ByteArray, FloatArray, IntArray, Votes

TIES_ARE_HALVES = "a tie is half a win for each"


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Answers added up over raters, sources and sides.

    Parameters
    ----------
    conditions : tuple of str
        Rated conditions, sorted by name.
    first, second : ndarray of int, shape (n_pairs,)
        Indices into ``conditions``, first < second; pairs that were shown at least once.
    wins_first : ndarray of float, shape (n_pairs,)
        Wins of the first; a tie adds one half.
    total : ndarray of float, shape (n_pairs,)
        Answers to the pair.
    """

    conditions: tuple[str, ...]
    first: IntArray
    second: IntArray
    wins_first: FloatArray
    total: FloatArray

    @property
    def votes_per_condition(self) -> IntArray:
        """Answers each condition took part in, shape (n_conditions,)."""
        count = len(self.conditions)
        seen = np.bincount(self.first, self.total, count) + np.bincount(
            self.second, self.total, count
        )
        return np.asarray(np.rint(seen), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class PairRows:
    """Each rated answer, and the pair it is about.

    Parameters
    ----------
    conditions : tuple of str
        Rated conditions, sorted by name.
    first, second : ndarray of int, shape (n_pairs,)
        Indices into ``conditions``, first < second; pairs that were shown at least once.
    pair : ndarray of int, shape (n_votes,)
        Which pair, of the rated votes in their order.
    points_first : ndarray of float, shape (n_votes,)
        1 if the first won, 0 if the second did, one half for a tie.
    """

    conditions: tuple[str, ...]
    first: IntArray
    second: IntArray
    pair: IntArray
    points_first: FloatArray

    def count(self, weight: FloatArray | None = None) -> PairCounts:
        """Add the answers up, each once or as often as ``weight``, shape (n_votes,), says."""
        points = self.points_first if weight is None else weight * self.points_first
        size = len(self.first)
        wins_first = np.bincount(self.pair, points, size).astype(np.float64)
        total = np.bincount(self.pair, weight, size).astype(np.float64)
        seen = total > 0  # all of them, but where answers weigh nothing
        pairs = (self.first[seen], self.second[seen])
        return PairCounts(self.conditions, *pairs, wins_first[seen], total[seen])


def count_pairs(votes: Votes) -> PairCounts:
    """Add up the rated answers of each pair of conditions."""
    return lay_out_pairs(votes).count()


def lay_out_pairs(votes: Votes) -> PairRows:
    """Find the pair of each rated answer, and what its first condition got of it."""
    rated = votes.rated()
    names, a, b = rated_indices(rated)
    points_a = points_of(rated.choice)
    first, second = np.minimum(a, b), np.maximum(a, b)
    key, pair = np.unique(first * len(names) + second, return_inverse=True)
    points_first = np.where(a < b, points_a, 1 - points_a)
    count = max(len(names), 1)
    return PairRows(names, key // count, key % count, pair, points_first)


def points_of(choice: ByteArray) -> FloatArray:
    """What A got of each answer: 1 for a win, 0 for a loss, one half for a tie."""
    return np.where(choice == TIE, 0.5, choice == CHOSE_A).astype(np.float64)


def add_gaps(first: IntArray, second: IntArray, values: FloatArray, n: int) -> FloatArray:
    """Add each value to its first condition and take it off its second, shape (n,)."""
    return np.asarray(np.bincount(first, values, n) - np.bincount(second, values, n))


def add_squares(first: IntArray, second: IntArray, values: FloatArray, n: int) -> FloatArray:
    """Add second slopes along gaps, first minus second condition, shape (n, n)."""
    off = np.bincount(first * n + second, values, n * n).reshape(n, n)
    off = off + off.T
    return np.asarray(np.diag(off.sum(axis=1)) - off)


def rated_indices(rated: Votes) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """Names of the conditions with rated votes, sorted, and both columns as indices into them."""
    both = np.concatenate([rated.condition_a, rated.condition_b])
    used = np.flatnonzero(np.bincount(both, minlength=len(rated.conditions)))
    order = sorted(used.tolist(), key=lambda index: rated.conditions[index])
    rank = np.full(len(rated.conditions), -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return (
        tuple(rated.conditions[index] for index in order),
        rank[rated.condition_a],
        rank[rated.condition_b],
    )
