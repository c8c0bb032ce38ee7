"""Model `mle`: Bradley-Terry by Newton's method, uncertainty by Laplace's approximation.

R. A. Bradley and M. E. Terry, Rank analysis of incomplete block designs: I, Biometrika 39 (1952).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from elo.core.counts import PairCounts
from elo.core.newton import climb_to_mode
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, FloatArray
from elo.core.unbeaten import find_groups

PRIOR_SD_LOGIT = 5.0  # 869 Elo: keeps an unbeaten condition finite and moves nothing else


@dataclass(frozen=True, slots=True)
class LaplaceFit:
    """Mode and curvature of the posterior.

    Parameters
    ----------
    skill_logit : ndarray of float, shape (n,)
        Log-strengths of mean 0.
    covariance_logit2 : ndarray of float, shape (n, n)
        Of the centred log-strengths: the direction in which all rise together is taken out.
    steps : int
        Newton steps taken.
    """

    skill_logit: FloatArray
    covariance_logit2: FloatArray
    steps: int


def fit_bradley_terry(*, counts: PairCounts, prior_sd_logit: float = PRIOR_SD_LOGIT) -> LaplaceFit:
    """Find the most probable strengths.

    Parameters
    ----------
    counts : PairCounts
        Of connected conditions.
    prior_sd_logit : float
        Spread of the Gaussian prior of each strength; ``np.inf`` gives maximum likelihood.

    Raises
    ------
    RuntimeError
        If there is no finite maximum of the likelihood, or Newton's method does not converge.
    """
    if np.isinf(prior_sd_logit):
        check_beaten(counts)
    start = np.zeros(len(counts.conditions))
    skill, steps = find_mode(counts=counts, start_logit=start, prior_sd_logit=prior_sd_logit)
    return LaplaceFit(skill, centred_covariance(counts, skill, prior_sd_logit), steps)


def find_mode(
    *, counts: PairCounts, start_logit: FloatArray, prior_sd_logit: float = PRIOR_SD_LOGIT
) -> tuple[FloatArray, int]:
    """Climb to the most probable strengths; a start near them saves steps and changes nothing.

    Parameters
    ----------
    counts : PairCounts
        Of connected conditions.
    start_logit : ndarray of float, shape (n,)
        Where to begin.
    prior_sd_logit : float
        Spread of the Gaussian prior of each strength.

    Returns
    -------
    skill_logit, steps
        Strengths of mean 0, shape (n,), and the Newton steps taken.

    Raises
    ------
    RuntimeError
        If Newton's method does not converge.
    """

    def find_change(skill: FloatArray) -> FloatArray:
        slope = gradient(counts, skill, prior_sd_logit)
        bend = curvature(counts, skill, prior_sd_logit)
        change = np.linalg.solve(bend, slope)
        return np.asarray(change - change.mean())

    return climb_to_mode(
        start=start_logit - start_logit.mean(),
        height=lambda skill: log_posterior(counts, skill, prior_sd_logit),
        find_change=find_change,
        what="Bradley-Terry",
    )


def check_beaten(counts: PairCounts) -> None:
    """Refuse counts without a maximum of the likelihood (L. R. Ford, Am. Math. Mon. 64, 1957)."""
    groups = find_groups(counts)
    if groups.any():
        alone = [name for name, group in zip(counts.conditions, groups, strict=True) if group == 0]
        raise RuntimeError(
            "without a prior there is no finite score: some conditions never lost, or never won, "
            f"against the others (among them {', '.join(alone[:5])})"
        )


def log_posterior(counts: PairCounts, skill: FloatArray, prior_sd_logit: float) -> float:
    """Log-likelihood of the counts plus the log-prior, up to a constant."""
    gap = skill[counts.first] - skill[counts.second]
    likelihood = counts.wins_first * gap - counts.total * np.logaddexp(0, gap)
    return float(likelihood.sum() - 0.5 * np.sum((skill / prior_sd_logit) ** 2))


def gradient(counts: PairCounts, skill: FloatArray, prior_sd_logit: float) -> FloatArray:
    """Slope of `log_posterior`, shape (n,)."""
    n = len(skill)
    excess = counts.wins_first - counts.total * expit(skill[counts.first] - skill[counts.second])
    return np.asarray(
        np.bincount(counts.first, excess, n)
        - np.bincount(counts.second, excess, n)
        - skill / prior_sd_logit**2
    )


def curvature(counts: PairCounts, skill: FloatArray, prior_sd_logit: float) -> FloatArray:
    """Negative Hessian of `log_posterior`, made regular along the free mean, shape (n, n)."""
    n = len(skill)
    chance = expit(skill[counts.first] - skill[counts.second])
    weight = counts.total * chance * (1 - chance)
    hessian = np.full((n, n), 1 / n)
    np.add.at(hessian, (counts.first, counts.second), -weight)
    np.add.at(hessian, (counts.second, counts.first), -weight)
    diagonal = np.bincount(counts.first, weight, n) + np.bincount(counts.second, weight, n)
    hessian[np.diag_indices(n)] += diagonal + 1 / prior_sd_logit**2
    return hessian


def centred_covariance(counts: PairCounts, skill: FloatArray, prior_sd_logit: float) -> FloatArray:
    """Covariance of strengths measured from their mean; with it in, every error reads alike."""
    n = len(skill)
    centre = np.eye(n) - 1 / n
    return np.asarray(centre @ np.linalg.inv(curvature(counts, skill, prior_sd_logit)) @ centre)


def draw_elo(*, laplace: LaplaceFit, n_draws: int, seed: int) -> FloatArray:
    """Seeded draws from the Laplace posterior, shape (n_draws, n), each of mean 2000."""
    rng = np.random.default_rng(seed)
    variance, axes = np.linalg.eigh(laplace.covariance_logit2)
    # Every stretch is one axis of the ellipsoid; the free mean has none.
    stretch = axes * np.sqrt(np.clip(variance, 0, None))
    noise = rng.standard_normal((n_draws, len(variance)))
    skill = laplace.skill_logit + noise @ stretch.T
    skill -= skill.mean(axis=1, keepdims=True)
    return np.asarray(MEAN_ELO + ELO_PER_LOGIT * skill)


def win_probability(gap_elo: FloatArray) -> FloatArray:
    """Chance that the first is preferred.

    Parameters
    ----------
    gap_elo : ndarray of float
        First minus second score, in Elo points.
    """
    return np.asarray(expit(gap_elo / ELO_PER_LOGIT))
