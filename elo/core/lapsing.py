"""Bradley-Terry where a share of the answers is random, that share estimated with the scores.

An answer to a pair of gap g (logits) is for the first with chance `lapse / 2 + (1 - lapse) s(g)`,
s the logistic function: the "stimulus-independent errors" of F. A. Wichmann and N. J. Hill,
Percept. Psychophys. 63 (2001). Unmodelled, they shrink far gaps more than near ones, and the
intervals know nothing of it. Mode by Newton's method, uncertainty by Laplace's approximation, the
share's own uncertainty in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, logit

from elo.core.bradley_terry import PRIOR_SD_LOGIT, LaplaceFit
from elo.core.counts import PairCounts, add_gaps
from elo.core.types import FloatArray

USUAL_LAPSE = 0.05  # centre of the prior; its log-odds have the spread below
LAPSE_SD_LOGIT = 1.0  # 95 %: 0.7 to 27 % of the answers
MAX_STEPS = 200
TOLERANCE = 1e-8  # of the squared step, in posterior standard deviations


@dataclass(frozen=True, slots=True)
class LapsingFit:
    """Scores, and the share of random answers.

    Parameters
    ----------
    laplace : LaplaceFit
        Of the scores, the share summed out.
    lapse : float
        Most probable share of random answers, 0 to 1.
    """

    laplace: LaplaceFit
    lapse: float


@dataclass(frozen=True, slots=True)
class State:
    """Where the search stands.

    Parameters
    ----------
    skill : ndarray of float, shape (n,)
        Log-strengths of mean 0.
    odds : float
        Log-odds of the share.
    """

    skill: FloatArray
    odds: float


def fit_lapsing(*, counts: PairCounts, start: LapsingFit | None = None) -> LapsingFit:
    """Find the most probable scores and share of random answers.

    Parameters
    ----------
    counts : PairCounts
        Of connected conditions.
    start : LapsingFit, optional
        Of the same conditions, from fewer answers: saves steps, changes nothing.

    Raises
    ------
    RuntimeError
        If the search does not converge.
    """
    state = State(np.zeros(len(counts.conditions)), float(logit(USUAL_LAPSE)))
    if start is not None:
        state = State(start.laplace.skill_logit, float(logit(start.lapse)))
    for step in range(1, MAX_STEPS + 1):
        slope, curvature = look_around(counts, state)
        change: FloatArray = np.linalg.solve(curvature, slope).astype(np.float64)
        state = climb(counts, state, change)
        if slope @ change < TOLERANCE:
            return LapsingFit(measure(counts, state, step), float(expit(state.odds)))
    raise RuntimeError(f"scores with lapses did not converge in {MAX_STEPS} steps")


def chances(counts: PairCounts, state: State) -> tuple[float, FloatArray, FloatArray]:
    """Share of random answers; of each pair P(first), without and with them."""
    lapse = float(expit(state.odds))
    sure = expit(state.skill[counts.first] - state.skill[counts.second])
    return lapse, sure, np.clip(lapse / 2 + (1 - lapse) * sure, 1e-12, 1 - 1e-12)


def log_posterior(counts: PairCounts, state: State) -> float:
    """Log-likelihood plus log-priors, up to a constant."""
    lost = counts.total - counts.wins_first
    chance = chances(counts, state)[2]
    likelihood = counts.wins_first @ np.log(chance) + lost @ np.log1p(-chance)
    priors = np.sum((state.skill / PRIOR_SD_LOGIT) ** 2)
    priors += ((state.odds - logit(USUAL_LAPSE)) / LAPSE_SD_LOGIT) ** 2
    return float(likelihood - priors / 2)


def look_around(counts: PairCounts, state: State) -> tuple[FloatArray, FloatArray]:
    """Slope, shape (n + 1,), and curvature, (n + 1, n + 1), of minus the log-posterior's bowl.

    The share's log-odds come last. The curvature is the observed one, which is what intervals
    should rest on (B. Efron and D. V. Hinkley, Biometrika 65, 1978); away from the mode, where it
    need not be positive, the expected one.
    """
    n = len(state.skill)
    lapse, sure, chance = chances(counts, state)
    step = lapse * (1 - lapse)
    by_gap, by_odds = (1 - lapse) * sure * (1 - sure), (0.5 - sure) * step
    lost = counts.total - counts.wins_first
    excess = counts.wins_first / chance - lost / (1 - chance)
    slope = np.append(
        add_gaps(counts.first, counts.second, excess * by_gap, n) - state.skill / PRIOR_SD_LOGIT**2,
        excess @ by_odds - (state.odds - logit(USUAL_LAPSE)) / LAPSE_SD_LOGIT**2,
    )
    bend = counts.wins_first / chance**2 + lost / (1 - chance) ** 2
    observed = assemble(
        counts,
        n,
        bend * by_gap**2 - excess * by_gap * (1 - 2 * sure),
        bend * by_gap * by_odds + excess * sure * (1 - sure) * step,
        bend * by_odds**2 - excess * by_odds * (1 - 2 * lapse),
    )
    if np.linalg.eigvalsh(observed)[0] > 0:
        return slope, observed
    weight = counts.total / (chance * (1 - chance))
    squares = (weight * by_gap**2, weight * by_gap * by_odds, weight * by_odds**2)
    return slope, assemble(counts, n, *squares)


def assemble(
    counts: PairCounts, n: int, gap: FloatArray, mixed: FloatArray, odds: FloatArray
) -> FloatArray:
    """Put the pairs' second slopes and the priors together, shape (n + 1, n + 1)."""
    off = np.bincount(counts.first * n + counts.second, gap, n * n).reshape(n, n)
    off = off + off.T
    whole = np.zeros((n + 1, n + 1))
    # The free mean is made regular by 1/n, as in the plain model.
    whole[:n, :n] = np.diag(off.sum(axis=1) + 1 / PRIOR_SD_LOGIT**2) - off + 1 / n
    whole[n, :n] = whole[:n, n] = add_gaps(counts.first, counts.second, mixed, n)
    whole[n, n] = odds.sum() + 1 / LAPSE_SD_LOGIT**2
    return whole


def climb(counts: PairCounts, state: State, change: FloatArray) -> State:
    """Take the step, halved until the posterior does not fall by more than rounding."""
    start = log_posterior(counts, state)
    floor = start - 1e-12 * abs(start)
    share = 1.0
    while share > 1e-6:
        moved = State(state.skill + share * change[:-1], state.odds + share * float(change[-1]))
        moved = replace(moved, skill=moved.skill - moved.skill.mean())
        if log_posterior(counts, moved) >= floor:
            return moved
        share /= 2
    return state


def measure(counts: PairCounts, state: State, steps: int) -> LaplaceFit:
    """Curvature at the mode, the share's uncertainty passed on to the scores."""
    n = len(state.skill)
    centre = np.eye(n) - 1 / n
    inverse = np.linalg.inv(look_around(counts, state)[1])[:n, :n]
    return LaplaceFit(state.skill, centre @ inverse @ centre, steps)
