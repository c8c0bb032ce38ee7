"""Uncertainty of a crowd model by Laplace's approximation around its mode.

The observed curvature of scores and raters' log-odds together. Raters do not touch each other, so
the block of a thousand raters is a diagonal, and summing them out costs no more than the scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from elo.core.crowd.answers import Answers
from elo.core.crowd.mixture import Mixture, Mode
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, FloatArray


@dataclass(frozen=True, slots=True)
class Curvature:
    """Minus the second derivatives of the log-posterior at the mode.

    Parameters
    ----------
    skill : ndarray of float, shape (n_conditions, n_conditions)
        By log-strengths, logits.
    mixed : ndarray of float, shape (n_raters, n_conditions)
        By log-odds of q and log-strengths.
    odds : ndarray of float, shape (n_raters,)
        By log-odds of q.
    """

    skill: FloatArray
    mixed: FloatArray
    odds: FloatArray


def measure_curvature(*, answers: Answers, mixture: Mixture, mode: Mode) -> Curvature:
    """Observed curvature at the mode; there the change from q to its log-odds is a mere factor."""
    chance, q = answers.chance(mode.skill_logit), mode.share[answers.rater]
    mixed = mixture.mix(q, chance)
    steep = chance * (1 - chance)
    # P(winner) = 1/2 + c (chance - 1/2): c is q, or 2 q - 1 where answers are turned round.
    c = 2 * q - 1 if mixture.turned else q
    by_gap, by_share = c * steep / mixed, mixture.reach * (chance - 0.5) / mixed
    gap = by_gap**2 - by_gap * (1 - 2 * chance)
    both = by_gap * by_share - mixture.reach * steep / mixed
    factor = mode.share * (1 - mode.share)
    odds = answers.add_raters(answers.weight * by_share**2) + mixture.share.bend(mode.share)
    return Curvature(
        skill=answers.add_squares(answers.weight * gap) + mixture.skill.bend(mode.skill_logit),
        mixed=answers.add_mixed(answers.weight * both) * factor[:, None],
        odds=odds * factor**2,
    )


def draw_posterior(
    *, mode: Mode, curvature: Curvature, n_draws: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Draw scores and shares together.

    Parameters
    ----------
    mode, curvature : Mode, Curvature
        Centre and inverse covariance.
    n_draws, seed : int
        How many; same seed, same draws.

    Returns
    -------
    draws_elo : ndarray of float, shape (n_draws, n_conditions)
        Each of mean 2000.
    draws_share : ndarray of float, shape (n_draws, n_raters)
        q, 0 to 1.

    Raises
    ------
    RuntimeError
        If the mode is no maximum: the votes do not tell scores and raters apart.
    """
    rng = np.random.default_rng(seed)
    given = curvature.mixed / curvature.odds[:, None]
    left = curvature.skill - curvature.mixed.T @ given
    n = len(left)
    try:
        root = np.linalg.cholesky(left)
    except np.linalg.LinAlgError:
        raise RuntimeError("the votes do not tell scores and raters apart") from None
    moved = np.linalg.solve(root.T, rng.standard_normal((n, n_draws))).T
    noise = rng.standard_normal((n_draws, len(curvature.odds)))
    odds = logit(mode.share) - moved @ given.T + noise / np.sqrt(curvature.odds)
    skill = mode.skill_logit + moved
    skill = skill - skill.mean(axis=1, keepdims=True)
    return np.asarray(MEAN_ELO + ELO_PER_LOGIT * skill), np.asarray(expit(odds))
