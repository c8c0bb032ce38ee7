"""Bradley-Terry with an order effect: what stands left, first or at home gains the same each time.

P(left beats right) = s(skill of left - skill of right + order), s the logistic function: section
10.6 of A. Agresti, Categorical Data Analysis, 2nd edition (2002). The check for position bias
that needs no sampler. Newton's method; errors from the curvature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.bradley_terry import PRIOR_SD_LOGIT
from elo.core.counts import rated_indices
from elo.core.newton import climb_to_mode
from elo.core.types import CHOSE_A, TIE, UNKNOWN, FloatArray, IntArray, Votes


@dataclass(frozen=True, slots=True)
class OrderedCounts:
    """Answers added up over raters and sources, sides kept apart.

    Parameters
    ----------
    conditions : tuple of str
        What the indices point into.
    left, right : ndarray of int, shape (n_pairs,)
        Which condition stood where.
    wins_left, total : ndarray of float, shape (n_pairs,)
        Wins of the left one, a tie being half a win; answers in all.
    """

    conditions: tuple[str, ...]
    left: IntArray
    right: IntArray
    wins_left: FloatArray
    total: FloatArray


@dataclass(frozen=True, slots=True)
class OrderFit:
    """Strengths and the order effect.

    Parameters
    ----------
    skill_logit : ndarray of float, shape (n,)
        Log-strengths of mean 0.
    order_logit, order_se_logit : float
        Gain of the left one, and its standard error.
    steps : int
        Newton steps taken.
    """

    skill_logit: FloatArray
    order_logit: float
    order_se_logit: float
    steps: int


def count_ordered(votes: Votes) -> OrderedCounts:
    """Add up the rated answers whose sides are known."""
    rated = votes.rated()
    known = rated.select(rated.left != UNKNOWN)
    names, a, b = rated_indices(known)
    a_left = known.left == CHOSE_A
    points_a = np.where(known.choice == TIE, 0.5, known.choice == CHOSE_A)
    key, pair = np.unique(
        np.where(a_left, a, b) * len(names) + np.where(a_left, b, a), return_inverse=True
    )
    wins = np.bincount(pair, np.where(a_left, points_a, 1 - points_a), len(key))
    total = np.bincount(pair, minlength=len(key)).astype(np.float64)
    size = max(len(names), 1)
    return OrderedCounts(names, key // size, key % size, wins.astype(np.float64), total)


def fit_with_order(*, counts: OrderedCounts, prior_sd_logit: float = PRIOR_SD_LOGIT) -> OrderFit:
    """Find the most probable strengths and order effect together.

    Parameters
    ----------
    counts : OrderedCounts
        Of connected conditions.
    prior_sd_logit : float
        Spread of the Gaussian prior of each strength and of the effect; ``np.inf`` gives maximum
        likelihood.

    Raises
    ------
    ValueError
        Without a single answer of known side.
    RuntimeError
        If Newton's method does not converge: without a prior there may be no finite maximum.
    """
    if not counts.conditions:
        raise ValueError("no rated answer says which condition stood left: no order effect")

    def find_change(state: FloatArray) -> FloatArray:
        slope, bend = look_around(counts, state, prior_sd_logit)
        return np.linalg.solve(bend, slope).astype(np.float64)

    mode, steps = climb_to_mode(
        start=np.zeros(len(counts.conditions) + 1),
        height=lambda state: log_posterior(counts, state, prior_sd_logit),
        find_change=find_change,
        what="the order effect, which needs a prior where a condition never lost or never won,",
    )
    _, bend = look_around(counts, mode, prior_sd_logit)
    error = float(np.sqrt(np.linalg.inv(bend)[-1, -1]))
    return OrderFit(mode[:-1] - mode[:-1].mean(), float(mode[-1]), error, steps)


def gaps_of(counts: OrderedCounts, state: FloatArray) -> FloatArray:
    """Left minus right with the effect, which comes last in ``state``, shape (n_pairs,)."""
    return np.asarray(state[counts.left] - state[counts.right] + state[-1])


def log_posterior(counts: OrderedCounts, state: FloatArray, prior_sd_logit: float) -> float:
    """Log-likelihood plus log-prior, up to a constant."""
    gap = gaps_of(counts, state)
    likelihood = counts.wins_left @ gap - counts.total @ np.logaddexp(0, gap)
    return float(likelihood - 0.5 * np.sum((state / prior_sd_logit) ** 2))


def look_around(
    counts: OrderedCounts, state: FloatArray, prior_sd_logit: float
) -> tuple[FloatArray, FloatArray]:
    """Slope, shape (n + 1,), and negative Hessian, regular along the free mean, (n + 1, n + 1)."""
    rows, n = np.arange(len(counts.total)), len(state) - 1
    design = np.zeros((len(rows), n + 1))
    design[rows, counts.left], design[rows, counts.right], design[:, n] = 1, -1, 1
    chance = expit(gaps_of(counts, state))
    slope = design.T @ (counts.wins_left - counts.total * chance) - state / prior_sd_logit**2
    weight = counts.total * chance * (1 - chance)
    bend = design.T @ (weight[:, None] * design) + np.eye(n + 1) / prior_sd_logit**2
    bend[:n, :n] += 1 / n
    return slope, bend
