"""Unusual observers of a study as `pwcmp` finds them: source by source, on Thurstone's scale.

M. Perez-Ortiz and R. K. Mantiuk, arXiv:1712.03686 (2017), sections 4 and 9. Made for small studies
in which everybody saw much the same: one fit for each observer and source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, log_ndtr

from elo.core.counts import points_of
from elo.core.quality.outlying import score_outlying
from elo.core.types import FloatArray, Votes

SD_JOD = 1.4826  # of a difference: 1 JOD is then "preferred by 75 %"
PRIOR_SD_JOD = 5.0  # keeps unanimous pairs finite and moves nothing else
LEAST_CHANCE = 1e-200  # of a pair's answers
LOG_PEAK = -0.5 * np.log(2 * np.pi)  # of the standard normal density


@dataclass(frozen=True, slots=True)
class Observer:
    """One observer.

    Parameters
    ----------
    rater : str
        Pseudonym.
    log_likelihood : float
        Log-probability (nats) of his win counts of every pair under everybody else's scores of the
        same source, summed over sources, over the number of his answers.
    score : float
        Distance under the lower quartile in interquartile ranges; above 1.5 is unusual.
    """

    rater: str
    log_likelihood: float
    score: float


def score_observers(votes: Votes) -> tuple[Observer, ...]:
    """Score everyone with rated answers.

    Parameters
    ----------
    votes : Votes
        A tie is half a win for each.

    Returns
    -------
    tuple of Observer
        By pseudonym.
    """
    rated = votes.rated()
    total = np.zeros(len(votes.raters))
    for source in np.unique(rated.source).tolist():
        total += score_source(tally(rated.select(rated.source == source)))
    answers = np.bincount(rated.rater, minlength=len(votes.raters))
    seen = np.flatnonzero(answers)
    mean = total[seen] / answers[seen]
    names = [votes.raters[index] for index in seen.tolist()]
    found = zip(names, mean.tolist(), score_outlying(mean.tolist()), strict=True)
    return tuple(sorted((Observer(*each) for each in found), key=lambda each: each.rater))


def tally(votes: Votes) -> FloatArray:
    """Wins of each condition over each other, shape (n_raters, n, n), conditions of these votes."""
    shown, both = np.unique([votes.condition_a, votes.condition_b], return_inverse=True)
    a, b = both.reshape(2, -1)
    wins = np.zeros((len(votes.raters), len(shown), len(shown)))
    points = points_of(votes.choice)
    np.add.at(wins, (votes.rater, a, b), points)
    np.add.at(wins, (votes.rater, b, a), 1 - points)
    return wins


def score_source(wins: FloatArray) -> FloatArray:
    """Log-likelihood of each rater's counts under the others' scores, shape (n_raters,)."""
    everybody = wins.sum(axis=0)
    start = np.zeros(len(everybody))
    scores = np.zeros(len(wins))
    for rater in np.flatnonzero(wins.any(axis=(1, 2))).tolist():
        start = scale_thurstone(everybody - wins[rater], start)
        scores[rater] = log_probability(wins[rater], start)
    return scores


def scale_thurstone(wins: FloatArray, start: FloatArray) -> FloatArray:
    """Most probable scores in JOD (Thurstone's case V), shape (n,), of mean 0."""

    def climb(score: FloatArray) -> tuple[float, FloatArray]:
        z = (score[:, None] - score[None, :]) / SD_JOD
        cost = -(wins * log_ndtr(z)).sum() + (score**2).sum() / (2 * PRIOR_SD_JOD**2)
        pull = wins * np.exp(LOG_PEAK - z**2 / 2 - log_ndtr(z)) / SD_JOD
        slope = pull.sum(axis=0) - pull.sum(axis=1) + score / PRIOR_SD_JOD**2
        return float(cost), np.asarray(slope)

    found = minimize(climb, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-12})
    return np.asarray(found.x - found.x.mean())


def log_probability(wins: FloatArray, score: FloatArray) -> float:
    """Sum over pairs of the binomial log-probability of these wins, each pair once."""
    i, j = np.triu_indices(len(score), 1)
    won, lost = wins[i, j], wins[j, i]
    z = (score[i] - score[j]) / SD_JOD
    ways = gammaln(won + lost + 1) - gammaln(won + 1) - gammaln(lost + 1)
    chance = ways + won * log_ndtr(z) + lost * log_ndtr(-z)
    return float(np.maximum(chance, np.log(LEAST_CHANCE)).sum())
