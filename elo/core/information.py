"""Which pairs to ask next: those whose answers tell most about what is wanted.

With scores of a Gaussian posterior and an answer of Fisher information w, asking pair d takes
`w (g'Cd)^2 / (1 + w d'Cd)` off the variance of a wanted contrast g (C: covariance). Summed over
the contrasts this is `w d'Md / (1 + w d'Cd)` with `M = C G'G C`, G their rows: an A-optimal design
(K. Chaloner and I. Verdinelli, Stat. Sci. 10, 1995), chosen greedily. Without wanted contrasts the
gain is the answer's mutual information with the scores, `log(1 + w d'Cd) / 2` (D. V. Lindley, Ann.
Math. Stat. 27, 1956). Each pair of a batch is chosen on the covariance the ones before it leave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from elo.core.bradley_terry import LaplaceFit
from elo.core.types import BoolArray, FloatArray, IntArray

UNIFORM_SHARE = 0.15  # keeps the graph connected and the model checkable
LAPSE = 0.1  # answers taken to be random: far pairs tell less than the plain model believes
# Gauss and Hermite: the mean over a Gaussian, exact for polynomials up to degree 9.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(5)


@dataclass(slots=True)
class Knowledge:
    """What is known of every pair, kept up to date as a batch grows.

    Parameters
    ----------
    covariance : ndarray of float, shape (n, n)
        Of the scores, squared logits.
    reach : ndarray of float, shape (n, n)
        C G'G C, for the wanted contrasts G; the covariance itself if there are none.
    spread, taken : ndarray of float, shape (n_pairs,)
        d'Cd and d'Md of every pair.
    """

    first: IntArray
    second: IntArray
    information: FloatArray
    covariance: FloatArray
    reach: FloatArray
    spread: FloatArray
    taken: FloatArray


def choose_pairs(
    *,
    laplace: LaplaceFit,
    how_many: int,
    seed: int,
    allowed: BoolArray | None = None,
    wanted: FloatArray | None = None,
    uniform_share: float = UNIFORM_SHARE,
    lapse: float = LAPSE,
    tie: float = 0.0,
    pending: FloatArray | None = None,
) -> tuple[IntArray, BoolArray]:
    """Choose a batch of pairs.

    Parameters
    ----------
    laplace : LaplaceFit
        Of n conditions.
    how_many : int
        Pairs to choose; the same pair may come several times.
    seed : int
        Same seed, same pairs.
    allowed : ndarray of bool, shape (n, n), optional
        Symmetric; pairs that can be shown. All, if not given.
    wanted : ndarray of float, shape (k, n), optional
        Contrasts (rows of sum 0, per logit) whose summed variance is to fall, as
        `elo.core.contrasts.saving_contrasts` makes them; the scores' own entropy if absent.
    uniform_share : float
        Share of the batch drawn with every allowed pair alike likely.
    lapse : float
        Share of answers taken to be random, 0 up to 1.
    tie : float
        Davidson's nu, for an estimator that models ties; 0 without ties, or where a tie is half a
        win for each.
    pending : ndarray of float, shape (n, n), optional
        Answers on their way to each pair, first below second: what they will teach is not asked
        for again.

    Returns
    -------
    pairs : ndarray of int, shape (how_many, 2)
        First below second.
    uniform : ndarray of bool, shape (how_many,)
        Which of them were drawn uniformly.

    Raises
    ------
    ValueError
        If no pair is allowed, or wanted has another number of columns than there are conditions.
    """
    n = len(laplace.skill_logit)
    if wanted is not None and (wanted.ndim != 2 or wanted.shape[1] != n):
        raise ValueError(f"wanted has shape {wanted.shape}, expected (k, {n})")
    first, second = np.triu_indices(n, 1)
    if allowed is not None:
        first, second = first[allowed[first, second]], second[allowed[first, second]]
    if not len(first):
        raise ValueError("no pair of conditions can be shown together")
    rng = np.random.default_rng(seed)
    uniform = rng.random(how_many) < uniform_share
    picks = rng.integers(0, len(first), how_many)
    if pending is not None:
        laplace = look_ahead(laplace, pending, lapse=lapse, tie=tie)
    known = know(laplace, first, second, wanted, lapse=lapse, tie=tie)
    gain = gain_of_wanted if wanted is not None else gain_of_all
    for place in range(how_many):
        if not uniform[place]:
            picks[place] = np.argmax(gain(known))
        learn(known, int(picks[place]))
    return np.stack([first[picks], second[picks]], axis=1), uniform


def look_ahead(
    laplace: LaplaceFit, pending: FloatArray, *, lapse: float = LAPSE, tie: float = 0.0
) -> LaplaceFit:
    """What will be known once the answers on their way are in, by what they are expected to tell.

    Parameters
    ----------
    laplace : LaplaceFit
        Of n conditions.
    pending : ndarray of float, shape (n, n)
        Answers to come of each pair, first below second.
    lapse, tie : float
        As in `choose_pairs`.
    """
    first, second = np.nonzero(np.triu(pending, 1))
    if not len(first):
        return laplace
    gap = laplace.skill_logit[first] - laplace.skill_logit[second]
    spread = pair_variance(laplace.covariance_logit2, first, second)
    told = pending[first, second] * expected_information(gap, spread, lapse=lapse, tie=tie)
    n = len(laplace.skill_logit)
    coming = np.zeros((n, n))
    coming[first, second] = coming[second, first] = -told
    coming -= np.diag(coming.sum(axis=1))
    # The free mean has no variance; 1/n there makes the covariance regular, and is taken out.
    centre = np.eye(n) - 1 / n
    after = np.linalg.inv(np.linalg.inv(laplace.covariance_logit2 + 1 / n) + coming)
    return replace(laplace, covariance_logit2=centre @ after @ centre)


def know(
    laplace: LaplaceFit,
    first: IntArray,
    second: IntArray,
    wanted: FloatArray | None,
    *,
    lapse: float = LAPSE,
    tie: float = 0.0,
) -> Knowledge:
    """What a fit knows of the given pairs."""
    covariance = laplace.covariance_logit2.copy()
    reach = covariance
    if wanted is not None:
        half = wanted @ covariance
        reach = half.T @ half
    spread = pair_variance(covariance, first, second)
    gap = laplace.skill_logit[first] - laplace.skill_logit[second]
    information = expected_information(gap, spread, lapse=lapse, tie=tie)
    # One array under two names where there are no contrasts: what is taken is the spread itself.
    taken = spread if wanted is None else pair_variance(reach, first, second)
    return Knowledge(first, second, information, covariance, reach, spread, taken)


def expected_information(
    gap_logit: FloatArray, variance_logit2: FloatArray, *, lapse: float = LAPSE, tie: float = 0.0
) -> FloatArray:
    """Fisher information of one answer, averaged over what is not known of the gap.

    Parameters
    ----------
    gap_logit, variance_logit2 : ndarray of float, shape (n_pairs,)
        Mean and variance of the gap's Gaussian posterior.
    lapse, tie : float
        As in `choose_pairs`.
    """
    gaps = gap_logit + np.sqrt(np.maximum(variance_logit2, 0)) * NODES[:, None]
    return np.asarray((WEIGHTS / WEIGHTS.sum()) @ answer_information(gaps, lapse=lapse, tie=tie))


def answer_information(
    gap_logit: FloatArray, *, lapse: float = LAPSE, tie: float = 0.0
) -> FloatArray:
    """Fisher information of one answer about the gap, per squared logit.

    Parameters
    ----------
    gap_logit : ndarray of float
        Any shape.
    lapse : float
        Share of answers given at random among those allowed.
    tie : float
        Nu of R. R. Davidson, J. Am. Stat. Assoc. 65 (1970): P(tie) is nu sqrt(p_a p_b) strong.
    """
    sure = expit(gap_logit)
    if not tie:
        seen = lapse / 2 + (1 - lapse) * sure
        return np.asarray(((1 - lapse) * sure * (1 - sure)) ** 2 / (seen * (1 - seen)))
    even = tie * np.sqrt(sure * (1 - sure))
    chance = np.stack([sure, 1 - sure, even]) / (1 + even)
    lean = np.array([0.5, -0.5, 0.0]).reshape(3, *[1] * np.ndim(gap_logit))
    slope = (1 - lapse) * chance * (lean - (chance[0] - chance[1]) / 2)
    return np.asarray((slope**2 / (lapse / 3 + (1 - lapse) * chance)).sum(axis=0))


def gain_of_all(known: Knowledge) -> FloatArray:
    """Order pairs by mutual information with the scores, shape (n_pairs,)."""
    # log1p(x) / 2 rises with x: the order, and so the choice, is the same without it.
    return np.asarray(known.information * known.spread)


def gain_of_wanted(known: Knowledge) -> FloatArray:
    """What each pair's answer takes off the wanted contrasts' summed variance, shape (n_pairs,)."""
    return np.asarray(known.information * known.taken / (1 + known.information * known.spread))


def pair_variance(square: FloatArray, first: IntArray, second: IntArray) -> FloatArray:
    """d' S d for every pair's d = e_first - e_second, never below 0."""
    own = np.diag(square)
    return np.maximum(own[first] + own[second] - 2 * square[first, second], 0)


def learn(known: Knowledge, pick: int) -> None:
    """Take one answer to a pair in, in place (Sherman and Morrison)."""
    first, second = known.first[pick], known.second[pick]
    u = known.covariance[:, first] - known.covariance[:, second]
    shrink = known.information[pick] / (1 + known.information[pick] * known.spread[pick])
    step = u[known.first] - u[known.second]
    if known.reach is not known.covariance:
        v = known.reach[:, first] - known.reach[:, second]
        # C -> C - s u u' makes M = C G'G C -> M - s (u v' + v u') + s^2 (d'Md) u u'.
        tilt = shrink * (shrink * known.taken[pick] * u / 2 - v)
        bent = np.outer(u, tilt)
        known.reach += bent + bent.T
        known.taken += 2 * step * (tilt[known.first] - tilt[known.second])
        np.maximum(known.taken, 0, out=known.taken)
    known.covariance -= np.outer(u, shrink * u)
    known.spread -= shrink * step**2
    np.maximum(known.spread, 0, out=known.spread)
