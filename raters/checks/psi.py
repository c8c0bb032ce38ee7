"""The psi method: which strength to show next, and what the answers say of a person's threshold.

A person is a point of a grid over threshold, slope and lapses; a belief is a weight on every point.
Two candidates are shown, so somebody who sees nothing is right half of the time:

    P(right at strength x) = 1/2 + (1 - lapse) (1 - 2^(-(x / threshold)^slope)) / 2

At strength 0, where the two candidates are alike, that is one half; at the threshold, lapses aside,
three quarters. A lapse is an answer given without looking, right half of the time.

Next comes the strength whose answer tells most: the one after which the expected entropy of what is
asked is lowest, slope and lapses summed out.

Kontsevich and Tyler (1999), "Bayesian adaptive estimation of psychometric slope and threshold",
Vision Research 39, 2729-2737; summing out what is not asked for is the psi-marginal method of
Prins (2013), "The psi-marginal adaptive method", Journal of Vision 13(7):3: without it, items go
to the lapse rate. The Weibull function and its usual slope of 3.5 are those of Watson and Pelli
(1983), "QUEST: a Bayesian adaptive psychometric method", Perception and Psychophysics 33, 113-120.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Cells of the threshold, in the ladder's units. Their range goes beyond 1, or a person who sees
# nothing at all would be taken for one who sees what is obvious.
CELL, TOP = 0.02, 1.3
EDGES: Array = np.linspace(0, TOP, round(TOP / CELL) + 1)
THRESHOLDS: Array = (EDGES[:-1] + EDGES[1:]) / 2
SLOPES: Array = np.geomspace(1.5, 8, 7)
LAPSES: Array = np.array([0, 0.02, 0.05, 0.1])  # shares of answers given without looking
# A threshold is a scale: nearly flat in its logarithm, which also keeps the estimate from leaning
# towards the middle of the range. Slopes lie around the usual 3.5; most people lapse seldom.
THRESHOLD_PRIOR: Array = 1 / (THRESHOLDS + 0.2)
SLOPE_PRIOR: Array = np.exp(-((np.log(SLOPES / 3.5) / 0.5) ** 2) / 2)
LAPSE_PRIOR: Array = np.array([0.3, 0.4, 0.2, 0.1])
STEPS = 200  # strengths are told apart in so many steps; nobody sees a smaller one


def chance_right(
    strength: ArrayLike, *, threshold: ArrayLike, slope: ArrayLike, lapse: ArrayLike
) -> Array:
    """Chance of a right answer, 0.5 to 1; all arguments are broadcast.

    Parameters
    ----------
    strength : array_like
        Of the coded copy, 0 invisible to 1 obvious.
    threshold : array_like
        Strength at which three in four answers are right, lapses aside. Above 0.
    slope : array_like
        Exponent of the Weibull function, above 0.
    lapse : array_like
        Share of answers given without looking, 0 to 1.

    Returns
    -------
    ndarray of float
    """
    ratio = np.asarray(strength, float) / np.asarray(threshold, float)
    seen = 1 - 2.0 ** -(ratio ** np.asarray(slope, float))
    return np.asarray(0.5 + (1 - np.asarray(lapse, float)) * seen / 2)


@functools.cache
def right_table() -> Array:
    """Chance of a right answer, shape (STEPS + 1, thresholds, slopes * lapses)."""
    grid = np.ix_(np.arange(STEPS + 1) / STEPS, THRESHOLDS, SLOPES, LAPSES)
    chances = chance_right(grid[0], threshold=grid[1], slope=grid[2], lapse=grid[3])
    return chances.reshape(STEPS + 1, len(THRESHOLDS), -1)


def find_steps(strengths: ArrayLike) -> NDArray[np.int64]:
    """Rows of the table for strengths from 0 to 1."""
    strengths = np.asarray(strengths, float)
    if strengths.size and not (strengths.min() >= 0 and strengths.max() <= 1):
        raise ValueError(f"a strength is from 0 to 1, got {strengths.min()} to {strengths.max()}")
    return np.asarray(np.rint(strengths * STEPS), np.int64)


def prior() -> Array:
    """Belief before any answer, shape (thresholds, slopes * lapses), sum 1."""
    belief = np.multiply.outer(THRESHOLD_PRIOR, np.outer(SLOPE_PRIOR, LAPSE_PRIOR).ravel())
    return np.asarray(belief / belief.sum())


def learn(strengths: Sequence[float], right: Sequence[bool]) -> Array:
    """Belief after a number of answers.

    Parameters
    ----------
    strengths : sequence of float, length n
        0 to 1.
    right : sequence of bool, length n
        Whether each answer was right.

    Returns
    -------
    ndarray, shape (thresholds, slopes * lapses)
        Weights, sum 1.
    """
    belief = prior()
    for step, was_right in zip(find_steps(strengths), right, strict=True):
        chances = right_table()[step]
        belief *= chances if was_right else 1 - chances
        belief /= belief.sum()
    return belief


def threshold_bits(belief: Array, strengths: Sequence[float]) -> Array:
    """Bits that the answer to each strength is expected to tell about the threshold.

    The entropy of the threshold now, less its expected entropy after the answer: the strength with
    the most bits is the one with the lowest expected entropy afterwards.

    Parameters
    ----------
    belief : ndarray, shape (thresholds, slopes * lapses)
        From `learn`.
    strengths : sequence of float, length n
        What can be shown.

    Returns
    -------
    ndarray, shape (n,)
    """
    return answer_bits(answer_shares(belief, strengths), belief.sum(axis=1))


def limit_bits(belief: Array, strengths: Sequence[float], *, limit: float) -> Array:
    """Bits that the answer to each strength is expected to tell about "finer than the limit?".

    Parameters
    ----------
    belief : ndarray, shape (thresholds, slopes * lapses)
        From `learn`.
    strengths : sequence of float, length n
        What can be shown.
    limit : float
        In the ladder's units; a cell of the grid belongs to the side its middle is on.

    Returns
    -------
    ndarray, shape (n,)
    """
    finer = limit > THRESHOLDS
    sides = np.array([finer, ~finer], float)
    return answer_bits(answer_shares(belief, strengths) @ sides.T, belief.sum(axis=1) @ sides.T)


def answer_shares(belief: Array, strengths: Sequence[float]) -> Array:
    """Belief in each threshold together with a right answer, shape (strengths, thresholds)."""
    return np.asarray(np.einsum("stn,tn->st", right_table()[find_steps(strengths)], belief))


def answer_bits(joint: Array, weight: Array) -> Array:
    """Information between an answer and a question of several outcomes.

    It is the same from either side: the entropy of the answer, less what is left of it once the
    outcome is known. That takes two sums, and no belief need be updated.

    Parameters
    ----------
    joint : ndarray, shape (strengths, outcomes)
        Chance of each outcome together with a right answer.
    weight : ndarray, shape (outcomes,)
        Chance of each outcome.

    Returns
    -------
    ndarray, shape (strengths,)
        In bits.
    """
    known = joint / np.maximum(weight, 1e-300)
    return np.asarray(entropy_bits(joint.sum(axis=1)) - entropy_bits(known) @ weight)


def entropy_bits(chance: Array) -> Array:
    """Entropy of a yes or no, in bits."""
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    bits: Array = -(chance * np.log2(chance) + (1 - chance) * np.log2(1 - chance))
    return bits


def threshold_mean(belief: Array) -> float:
    return float(belief.sum(axis=1) @ THRESHOLDS)


def threshold_sd(belief: Array) -> float:
    weight = belief.sum(axis=1)
    return float(np.sqrt(weight @ (THRESHOLDS - weight @ THRESHOLDS) ** 2))


def threshold_below(belief: Array, limits: ArrayLike) -> Array:
    """Probability that the threshold is finer than each limit, shape of ``limits``.

    Between the edges of the grid's cells the probability rises evenly.
    """
    shares = np.concatenate(([0.0], np.cumsum(belief.sum(axis=1))))
    return np.asarray(np.interp(np.asarray(limits, float), EDGES, shares))


def threshold_quantiles(belief: Array, shares: ArrayLike) -> Array:
    """Thresholds below which the given shares of the belief lie, shape of ``shares``."""
    cumulated = np.concatenate(([0.0], np.cumsum(belief.sum(axis=1))))
    return np.asarray(np.interp(np.asarray(shares, float), cumulated, EDGES))


def curve(
    belief: Array, strengths: Sequence[float], *, level: float = 0.95
) -> tuple[Array, Array, Array]:
    """The psychometric function: mean chance of a right answer, and its band.

    Parameters
    ----------
    belief : ndarray, shape (thresholds, slopes * lapses)
        From `learn`.
    strengths : sequence of float, length n
        Where the curve is wanted.
    level : float
        Share of the belief inside the band, at each strength by itself.

    Returns
    -------
    mean, low, high : ndarray, shape (n,)
    """
    weight, tails = belief.ravel(), ((1 - level) / 2, (1 + level) / 2)
    chances = right_table()[find_steps(strengths)].reshape(len(strengths), -1)
    bands = np.array([weighted_quantiles(row, weight, tails) for row in chances])
    return chances @ weight, bands[:, 0], bands[:, 1]


def weighted_quantiles(values: Array, weight: Array, shares: Sequence[float]) -> Array:
    order = np.argsort(values)
    at = np.searchsorted(np.cumsum(weight[order]), shares)
    quantiles: Array = values[order][np.minimum(at, len(values) - 1)]
    return quantiles
