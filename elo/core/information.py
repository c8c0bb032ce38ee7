"""Which pairs to ask next: those whose answers tell most about what is wanted.

With scores of a Gaussian posterior and an answer of Fisher information w, asking pair d takes
`w (g'Cd)^2 / (1 + w d'Cd)` off the variance of every wanted contrast g (C: covariance); without
wanted contrasts the gain is the answer's mutual information with the scores,
`log(1 + w d'Cd) / 2` (D. V. Lindley, Ann. Math. Stat. 27, 1956). A batch is chosen one by one,
each pair on the covariance that the ones before leave.
"""

from __future__ import annotations

import numpy as np

from elo.core.bradley_terry import LaplaceFit
from elo.core.types import BoolArray, FloatArray, IntArray

UNIFORM_SHARE = 0.15  # keeps the graph connected and the model checkable
LAPSE = 0.1  # answers taken to be random: far pairs tell less than the plain model believes


def choose_pairs(
    *,
    laplace: LaplaceFit,
    how_many: int,
    seed: int,
    allowed: BoolArray | None = None,
    wanted: FloatArray | None = None,
    uniform_share: float = UNIFORM_SHARE,
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
        Contrasts (rows of sum 0, per logit) whose variance is to fall; the scores' own if absent.
    uniform_share : float
        Share of the batch drawn with every allowed pair alike likely.

    Returns
    -------
    pairs : ndarray of int, shape (how_many, 2)
        First below second.
    uniform : ndarray of bool, shape (how_many,)
        Which of them were drawn uniformly.

    Raises
    ------
    ValueError
        If no pair is allowed.
    """
    n = len(laplace.skill_logit)
    first, second = np.triu_indices(n, 1)
    if allowed is not None:
        first, second = first[allowed[first, second]], second[allowed[first, second]]
    if not len(first):
        raise ValueError("no pair of conditions can be shown together")
    rng = np.random.default_rng(seed)
    uniform = rng.random(how_many) < uniform_share
    picks = rng.integers(0, len(first), how_many)
    information = answer_information(laplace.skill_logit[first] - laplace.skill_logit[second])
    covariance = laplace.covariance_logit2.copy()
    for place in range(how_many):
        if not uniform[place]:
            picks[place] = np.argmax(gain_of(covariance, first, second, information, wanted))
        learn(covariance, first[picks[place]], second[picks[place]], information[picks[place]])
    return np.stack([first[picks], second[picks]], axis=1), uniform


def answer_information(gap_logit: FloatArray) -> FloatArray:
    """Fisher information of one answer about the gap, a share `LAPSE` being random."""
    sure = 1 / (1 + np.exp(-gap_logit))
    seen = LAPSE / 2 + (1 - LAPSE) * sure
    return np.asarray(((1 - LAPSE) * sure * (1 - sure)) ** 2 / (seen * (1 - seen)))


def gain_of(
    covariance: FloatArray,
    first: IntArray,
    second: IntArray,
    information: FloatArray,
    wanted: FloatArray | None,
) -> FloatArray:
    """What each pair's answer would bring, shape (n_pairs,)."""
    spread = information * pair_variance(covariance, first, second)
    if wanted is None:
        return np.asarray(np.log1p(spread) / 2)
    reach = wanted @ covariance
    taken = pair_variance(reach.T @ reach, first, second)
    return np.asarray(information * taken / (1 + spread))


def pair_variance(square: FloatArray, first: IntArray, second: IntArray) -> FloatArray:
    """d' S d for every pair's d = e_first - e_second."""
    own = np.diag(square)
    return np.asarray(own[first] + own[second] - 2 * square[first, second])


def learn(covariance: FloatArray, first: int, second: int, information: float) -> None:
    """Take one answer's information in, in place (Sherman and Morrison)."""
    reach = covariance[:, first] - covariance[:, second]
    spread = information * (reach[first] - reach[second])
    covariance -= np.outer(reach, reach) * (information / (1 + spread))
