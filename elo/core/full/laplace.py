"""Where the posterior of `full` lies and how wide it is: the frame the sampler works in.

A few rounds, block by block: scores and source effects by Fisher scoring (each source's effects
given the scores, the scores by what is then left), their two spreads by the marginal likelihood of
that Gaussian approximation, raters by quadrature, each remaining number by itself. Nothing here
has to be exact, see `elo.core.full.frame`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit

from elo.core.full.answers import AnswerSlopes, look_at_answers
from elo.core.full.density import (
    HYPER,
    LAPSE_CENTRE,
    LOG_LAPSE_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    LOG_TIE,
    MISS,
    SIDE,
)
from elo.core.full.frame import Frame
from elo.core.full.lapses import Lapses, find_lapses
from elo.core.full.priors import (
    CENTRE_MEAN,
    LAPSE_SKEW,
    LOG_TIE_MEAN,
    LOG_TIE_SD,
    MISS_A,
    MISS_B,
    SIDE_SD,
    SOURCE_RATE,
    SOURCE_SHAPE,
    SPREAD_RATE,
    SPREAD_SHAPE,
)
from elo.core.full.rows import Rows, Study
from elo.core.full.scores import Scores, find_starts, solve_scores
from elo.core.types import FloatArray

ROUNDS = 6
LARGEST_STEP = 1.5  # logits in a round
TWO = [LAPSE_CENTRE, LOG_LAPSE_SPREAD]


@dataclass(slots=True)
class State:
    """Where the search stands; natural parameters as in `elo.core.full.density`."""

    hyper: FloatArray
    skill: FloatArray
    effect: FloatArray
    z: FloatArray

    @property
    def lapse_logit(self) -> FloatArray:
        spread = np.exp(self.hyper[LOG_LAPSE_SPREAD])
        grown = np.expm1(LAPSE_SKEW * self.z) / LAPSE_SKEW
        return np.asarray(self.hyper[LAPSE_CENTRE] + spread * grown)


def find_frame(study: Study) -> Frame:
    """Search the bulk of the posterior and describe it."""
    state = begin(study)
    for _ in range(ROUNDS):
        slopes = look(study, state)
        scores = solve_scores(study, state.hyper, state.skill, state.effect, slopes)
        move_scores(study.rows, state, scores)
        move_numbers(study.rows, state, slopes)
        lapses = find_lapses(study.rows, state.hyper, slopes)
        state.hyper[TWO], state.z = lapses.two, lapses.z
    slopes = look(study, state)
    scores = solve_scores(study, state.hyper, state.skill, state.effect, slopes)
    return describe(study, state, slopes, scores, lapses)


def begin(study: Study) -> State:
    """Everybody alike."""
    numbers = {LOG_SOURCE_SPREAD: np.log(0.4), LOG_TIE: LOG_TIE_MEAN, LAPSE_CENTRE: CENTRE_MEAN}
    numbers |= {LOG_LAPSE_SPREAD: -0.5, MISS: logit(MISS_A / (MISS_A + MISS_B))}
    hyper = np.array([numbers.get(which, 0.0) for which in range(len(HYPER))])
    sizes = (len(study.conditions), len(study.cell_source), len(study.raters))
    return State(hyper, *(np.zeros(size) for size in sizes))


def look(study: Study, state: State) -> AnswerSlopes:
    return look_at_answers(study.rows, state.hyper, state.skill, state.effect, state.lapse_logit)


def move_scores(rows: Rows, state: State, scores: Scores) -> None:
    """Go to the best scores for the present spreads; then to the best spreads for these."""
    state.skill += np.clip(scores.skill - state.skill, -LARGEST_STEP, LARGEST_STEP)
    state.skill -= state.skill.mean()
    state.effect += np.clip(scores.effect - state.effect, -LARGEST_STEP, LARGEST_STEP)
    state.hyper[LOG_SPREAD], _ = find_log_spread(
        scores.skill_information, scores.skill_pull, SPREAD_SHAPE, SPREAD_RATE
    )
    if rows.has_sources:
        state.hyper[LOG_SOURCE_SPREAD], _ = find_log_spread(
            scores.effect_information, scores.effect_rest, SOURCE_SHAPE, SOURCE_RATE
        )


def find_log_spread(
    information: FloatArray, pull: FloatArray, shape: float, rate: float
) -> tuple[float, float]:
    """Mode and standard deviation of the log of a spread with a Gamma prior.

    Numbers of that spread are seen through Gaussians of information d: the pull h of each has
    variance d + d**2 spread**2.
    """

    def loss(log_spread: float) -> float:
        square = np.exp(2 * log_spread)
        grown = 1 + information * square
        fit = (pull**2 * square / grown - np.log(grown)).sum() / 2
        return float(-fit - shape * log_spread + rate * np.exp(log_spread))

    best = float(minimize_scalar(loss, bounds=(-4.0, 3.0), method="bounded").x)
    step = 0.05
    curvature = (loss(best + step) - 2 * loss(best) + loss(best - step)) / step**2
    return best, 1 / np.sqrt(max(curvature, 0.5))


def move_numbers(rows: Rows, state: State, slopes: AnswerSlopes) -> None:
    """Side, ties and misses, each by its own slope and information."""
    for which, (slope, information) in find_numbers(rows, state, slopes).items():
        state.hyper[which] += np.clip(slope / information, -LARGEST_STEP, LARGEST_STEP)


def find_numbers(rows: Rows, state: State, slopes: AnswerSlopes) -> dict[int, tuple[float, float]]:
    """Slope and information, prior included, of the numbers that are in the model."""
    hyper, found = state.hyper, {}
    if rows.has_sides:
        leftish = expit(hyper[SIDE])
        left, right = rows.bias_left.sum(), rows.bias_right.sum()
        slope = slopes.side_score + left - (left + right) * leftish - hyper[SIDE] / SIDE_SD**2
        information = slopes.side_information + 1 / SIDE_SD**2
        found[SIDE] = (slope, information + (left + right) * leftish * (1 - leftish))
    if rows.has_ties:
        slope = slopes.tie_score - (hyper[LOG_TIE] - LOG_TIE_MEAN) / LOG_TIE_SD**2
        found[LOG_TIE] = (slope, slopes.tie_information + 1 / LOG_TIE_SD**2)
    if rows.has_traps:
        found[MISS] = look_at_misses(rows, state)
    return found


def look_at_misses(rows: Rows, state: State) -> tuple[float, float]:
    """Slope and information of the logit of ``miss``."""
    uniform = 1 / 3 if rows.has_ties else 1 / 2
    miss, lapse = expit(state.hyper[MISS]), expit(state.lapse_logit)
    chance = (1 - lapse) * (1 - miss) + lapse * uniform
    by_miss = -(1 - lapse) * miss * (1 - miss)
    pull = rows.trap_right / chance - rows.trap_wrong / (1 - chance)
    weight = (rows.trap_right + rows.trap_wrong) / (chance * (1 - chance))
    slope = float(pull @ by_miss) + MISS_A * (1 - miss) - MISS_B * miss
    return slope, float(weight @ by_miss**2) + (MISS_A + MISS_B) * miss * (1 - miss)


def describe(
    study: Study, state: State, slopes: AnswerSlopes, scores: Scores, lapses: Lapses
) -> Frame:
    """Gather what the sampler needs."""
    starts = find_starts(study)
    return Frame(
        hyper_centre=state.hyper,
        hyper_map=map_hyper(study.rows, state, slopes, scores, lapses),
        skill_basis=scores.skill_basis,
        skill_information=scores.skill_information,
        skill_pull=scores.skill_pull,
        source_start=starts,
        basis_start=np.concatenate([[0], np.cumsum(np.diff(starts) ** 2)]),
        basis=np.concatenate([each.astype(np.float32).ravel() for each in scores.effect_bases]),
        effect_information=scores.effect_information,
        effect_pull=scores.effect_pull,
        z_centre=lapses.z,
        z_scale=lapses.z_sd,
        z_on_centre=lapses.moves[0],
        z_on_spread=lapses.moves[1],
    )


def map_hyper(
    rows: Rows, state: State, slopes: AnswerSlopes, scores: Scores, lapses: Lapses
) -> FloatArray:
    """Standard normals to the numbers in the model, shape (7, n_active)."""
    sd = {}
    _, sd[LOG_SPREAD] = find_log_spread(
        scores.skill_information, scores.skill_pull, SPREAD_SHAPE, SPREAD_RATE
    )
    if rows.has_sources:
        _, sd[LOG_SOURCE_SPREAD] = find_log_spread(
            scores.effect_information, scores.effect_rest, SOURCE_SHAPE, SOURCE_RATE
        )
    for which, (_, information) in find_numbers(rows, state, slopes).items():
        sd[which] = 1 / np.sqrt(information)
    covariance = np.zeros((len(HYPER), len(HYPER)))
    for which, value in sd.items():
        covariance[which, which] = value**2
    covariance[np.ix_(TWO, TWO)] = lapses.covariance
    active = sorted([*sd, *TWO])
    found = np.zeros((len(HYPER), len(active)))
    found[active] = np.linalg.cholesky(covariance[np.ix_(active, active)])
    return found
