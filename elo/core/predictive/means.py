"""Points that a fit expects of each pair of conditions, with everything it knows of the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.counts import lay_out_pairs
from elo.core.elo_fit import EloFit
from elo.core.predictive.answers import Asked, expect_answers, lay_out_answers
from elo.core.types import BoolArray, FloatArray, Votes

MOST_DRAWS = 200  # for a mean: more would change no printed digit


@dataclass(frozen=True, slots=True)
class PairMeans:
    """Points of one of each pair: 1 for a win, one half for a tie. Shapes (n_pairs,).

    Parameters
    ----------
    votes : ndarray of float
        Answers about the pair.
    observed, expected : ndarray of float
        Sum of points by people, and by the model on average over its draws.
    """

    votes: FloatArray
    observed: FloatArray
    expected: FloatArray

    def turned(self) -> PairMeans:
        """Every pair twice, once from each side."""
        return PairMeans(
            np.concatenate([self.votes, self.votes]),
            np.concatenate([self.observed, self.votes - self.observed]),
            np.concatenate([self.expected, self.votes - self.expected]),
        )

    def only(self, which: BoolArray) -> PairMeans:
        return PairMeans(self.votes[which], self.observed[which], self.expected[which])


def expect_pairs(*, fit: EloFit, votes: Votes) -> PairMeans:
    """Add up the points of every pair that was asked about.

    By pair, not by answer: of a single answer the fit's own source effects and lapses have
    learned, and in answers sorted by what was learned from them people look surer than the model.
    """
    asked, pairs = lay_out_answers(fit=fit, votes=votes), lay_out_pairs(votes)
    counts, points = pairs.count(), mean_points(fit, asked)
    expected = np.bincount(pairs.pair, np.where(asked.a < asked.b, points, 1 - points))
    return PairMeans(counts.total, counts.wins_first, expected.astype(np.float64))


def mean_points(fit: EloFit, asked: Asked) -> FloatArray:
    """Points that A is expected to get in each answer, mean over evenly spaced draws."""
    draws = range(0, len(fit.draws_elo), max(1, len(fit.draws_elo) // MOST_DRAWS))
    total = np.zeros(len(asked))
    for draw in draws:
        total += expect_answers(fit=fit, asked=asked, draw=draw).points
    return np.asarray(total / len(draws))
