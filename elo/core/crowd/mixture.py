"""Bradley-Terry in which each rater answers by the scores with a chance of his own.

    P(winner) = q_r s(gap) + (1 - q_r) other,      s the logistic function,

with ``other`` one half (an answer at random: BBQ, T. Aczel, L. Theis and R. Wattenhofer,
arXiv:2510.09333) or s(-gap) (an answer turned round: X. Chen et al., Pairwise ranking aggregation
in a crowdsourced setting, WSDM 2013). The most probable values come from the EM algorithm, each
step of which raises the posterior: responsibilities, then the shares q in closed form, then one
Newton step for the scores where BBQ's paper takes a smaller one; the fixed point is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.crowd.answers import Answers
from elo.core.crowd.priors import SharePrior, SkillPrior
from elo.core.types import FloatArray

MAX_STEPS = 2000
TOLERANCE_LOGIT = 1e-5  # of a step; steps shrink by a tenth or more each time


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of the two models.

    Parameters
    ----------
    skill : SkillPrior
        Of each condition's log-strength.
    share : SharePrior
        Of each rater's q.
    turned : bool
        Whether the other answers are turned round rather than random.
    """

    skill: SkillPrior
    share: SharePrior
    turned: bool

    def other(self, chance: FloatArray) -> FloatArray:
        """Chance of an answer that does not follow the scores, where ``chance`` would be."""
        return 1 - chance if self.turned else np.full_like(chance, 0.5)

    def mix(self, share: FloatArray, chance: FloatArray) -> FloatArray:
        """Chance of an answer that follows the scores in a share of the cases."""
        return np.asarray(share * chance + (1 - share) * self.other(chance))

    @property
    def reach(self) -> float:
        """How far P(winner) moves with q: (chance - 1/2) times this."""
        return 2.0 if self.turned else 1.0


@dataclass(frozen=True, slots=True)
class Mode:
    """Where the posterior is highest.

    Parameters
    ----------
    skill_logit : ndarray of float, shape (n_conditions,)
        Log-strengths, not centred: the prior may say where they lie.
    share : ndarray of float, shape (n_raters,)
        q of each rater, 0 to 1.
    steps : int
        EM steps taken.
    """

    skill_logit: FloatArray
    share: FloatArray
    steps: int


def find_mode(*, answers: Answers, mixture: Mixture, start_logit: FloatArray) -> Mode:
    """Find the most probable scores and shares by EM.

    Parameters
    ----------
    answers : Answers
        Of connected conditions.
    mixture : Mixture
        Model.
    start_logit : ndarray of float, shape (n_conditions,)
        Log-strengths to start from; those of plain Bradley-Terry are near.

    Raises
    ------
    RuntimeError
        If it does not converge.
    """
    mode = Mode(
        mixture.skill.place(start_logit),
        np.full(len(answers.raters), mixture.share.mean),
        0,
    )
    for step in range(1, MAX_STEPS + 1):
        moved = take_step(answers, mixture, mode, step)
        if (
            np.abs(moved.skill_logit - mode.skill_logit).max() < TOLERANCE_LOGIT
            and np.abs(moved.share - mode.share).max() < TOLERANCE_LOGIT
        ):
            return moved
        mode = moved
    raise RuntimeError(f"the EM algorithm did not converge in {MAX_STEPS} steps")


def take_step(answers: Answers, mixture: Mixture, mode: Mode, step: int) -> Mode:
    """One step of EM: nothing it returns is less probable than what it was given."""
    chance = answers.chance(mode.skill_logit)
    follows = mode.share[answers.rater] * chance
    sure = follows / mixture.mix(mode.share[answers.rater], chance)  # that it followed the scores
    share = mixture.share.update(
        answers.add_raters(answers.weight * sure), answers.add_raters(answers.weight)
    )
    return Mode(climb(answers, mixture, mode.skill_logit, sure), share, step)


def climb(answers: Answers, mixture: Mixture, skill: FloatArray, sure: FloatArray) -> FloatArray:
    """One Newton step, halved until the expected log-posterior does not fall."""
    won = answers.weight * sure
    lost = answers.weight * (1 - sure) if mixture.turned else np.zeros_like(won)
    chance = answers.chance(skill)
    slope = answers.add_gaps(won - (won + lost) * chance) + mixture.skill.slope(skill)
    bend = answers.add_squares((won + lost) * chance * (1 - chance)) + mixture.skill.bend(skill)
    change: FloatArray = np.linalg.solve(bend, slope).astype(np.float64)
    start = expect(answers, mixture, skill, won, lost)
    size = 1.0
    while size > 1e-6:
        moved = skill + size * change
        if expect(answers, mixture, moved, won, lost) >= start - 1e-12 * abs(start):
            return np.asarray(moved)
        size /= 2
    return skill


def expect(
    answers: Answers, mixture: Mixture, skill: FloatArray, won: FloatArray, lost: FloatArray
) -> float:
    """Log-posterior of the scores, the responsibilities held fixed, up to a constant."""
    gap = skill[answers.winner] - skill[answers.loser]
    likelihood = won @ gap - (won + lost) @ np.logaddexp(0, gap)
    return float(likelihood) + mixture.skill.log_density(skill)


def log_posterior(
    answers: Answers, mixture: Mixture, skill: FloatArray, share: FloatArray
) -> float:
    """Log-posterior of scores and shares, the responsibilities summed out, up to a constant."""
    mixed = mixture.mix(share[answers.rater], answers.chance(skill))
    priors = mixture.skill.log_density(skill) + mixture.share.log_density(share)
    return float(answers.weight @ np.log(mixed)) + priors
