"""Where the posterior of `full` lies and how wide it is: the frame the sampler works in.

The first frame takes the likelihood as Gaussian about its best scores (Fisher's information).
That says little of how often raters answer at random: at their best, thousands of source effects
explain away the answers that surprise. So a short pilot run is sampled in it, and the second frame
lies about the pilot's means. Nothing here has to be exact, see `elo.core.full.frame.coordinates`.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from elo.core.full.draws import Draws, list_present
from elo.core.full.frame.bending import SPREADS, lower_centre, straighten
from elo.core.full.frame.coordinates import Frame
from elo.core.full.mode.along_rates import find_log_rise
from elo.core.full.mode.answers import AnswerSlopes, look_at_answers
from elo.core.full.mode.gathering import (
    flatten,
    gather_curving,
    gather_sharing,
    join_information,
    join_pulls,
)
from elo.core.full.mode.lapses import follow_lapses, know_raters, tabulate
from elo.core.full.mode.scores import Scores, add_up, find_starts, solve_scores
from elo.core.full.mode.state import State, begin
from elo.core.full.model.hyper import (
    HYPER,
    LAPSE_CENTRE,
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    LOG_TIE,
    MISS,
    SIDE,
)
from elo.core.full.model.priors import (
    CODEC_RATE,
    CODEC_SHAPE,
    CURVE_RATE,
    CURVE_SHAPE,
    LOG_TIE_MEAN,
    LOG_TIE_SD,
    SIDE_SD,
    SOURCE_RATE,
    SOURCE_SHAPE,
    SPREAD_RATE,
    SPREAD_SHAPE,
)
from elo.core.full.model.rows import Rows, Study
from elo.core.types import FloatArray

ROUNDS = 5
LARGEST_STEP = 1.5  # logits in a round
UNKNOWN_SD = 0.5  # of what the pilot run has to find out
SIDESTEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # from the first guess, in such standard deviations
PLACES = 50  # of a pilot's draws, at which each rater's z is looked at
RIDGE = 1e-4  # of the pilot's covariance, as a share of its diagonal


def find_frame(study: Study) -> Frame:
    """Search the best scores, with the usual share of random answers."""
    state = begin(study)
    for _ in range(ROUNDS):
        slopes = look_at_answers(study.rows, state)
        scores = solve_scores(study, state, slopes)
        move(study.rows, state, slopes, scores)
    around = np.array([(u, t) for u in SIDESTEPS for t in SIDESTEPS])
    places = state.hyper[[LAPSE_CENTRE, LOG_LAPSE_SPREAD]] + UNKNOWN_SD * around
    return describe(study, state, straighten_numbers(state.hyper), None, places)


def straighten_numbers(hyper: FloatArray) -> FloatArray:
    """Put `HYPER` into the coordinates of the frame, before its linear map."""
    found = hyper.copy()
    found[LAPSE_CENTRE] += lower_centre(hyper[LOG_LAPSE_SPREAD])
    found[list(SPREADS)] = straighten(hyper[list(SPREADS)])
    return found


def refine_frame(study: Study, draws: Draws) -> Frame:
    """Describe the posterior about the means of a pilot's draws."""
    hyper = draws.hyper
    state = State(
        hyper=hyper.mean(axis=0),
        skill=draws.skill.mean(axis=0),
        effect=draws.effect.mean(axis=0),
        z=draws.z.mean(axis=0),
        z_moves=np.zeros((2, len(study.raters))),
    )
    moving = np.array(sorted(list_present(study.rows)))
    raised = np.stack([straighten_numbers(each) for each in hyper])
    covariance = np.atleast_2d(np.cov(raised[:, moving], rowvar=False))
    covariance += RIDGE * np.diag(np.diag(covariance))
    found = np.zeros((len(HYPER), len(moving)))
    found[moving] = np.linalg.cholesky(covariance)
    places = hyper[:: max(1, len(hyper) // PLACES), [LAPSE_CENTRE, LOG_LAPSE_SPREAD]]
    return describe(study, state, raised.mean(axis=0), found, places)


def move(rows: Rows, state: State, slopes: AnswerSlopes, scores: Scores) -> None:
    """Go to the best scores, then to the best spreads there; side and ties by themselves."""
    skill, effect = scores.skill[:, 0], scores.effect[:, 0]
    state.skill += np.clip(skill - state.skill, -LARGEST_STEP, LARGEST_STEP)
    state.skill -= state.skill.mean()
    if rows.has_sources:
        state.effect += np.clip(effect - state.effect, -LARGEST_STEP, LARGEST_STEP)
    for which, (best, _) in find_spreads(rows, state, scores).items():
        state.hyper[which] = best
    for which, (slope, information) in find_numbers(rows, state, slopes).items():
        state.hyper[which] += np.clip(slope / information, -LARGEST_STEP, LARGEST_STEP)


def find_numbers(rows: Rows, state: State, slopes: AnswerSlopes) -> dict[int, tuple[float, float]]:
    """Slope and information, prior included, of side and ties where they are in the model."""
    found = {}
    for which, present, mean, sd in (
        (SIDE, rows.has_sides, 0.0, SIDE_SD),
        (LOG_TIE, rows.has_ties, LOG_TIE_MEAN, LOG_TIE_SD),
    ):
        if present:
            slope = slopes.slope[which] - (state.hyper[which] - mean) / sd**2
            found[which] = (slope, slopes.information[which, which] + 1 / sd**2)
    return found


def find_spreads(rows: Rows, state: State, scores: Scores) -> dict[int, tuple[float, float]]:
    """Best logs of spreads and rise in the model of skills and effects, and their widths."""
    found = {
        LOG_SPREAD: find_log_spread(
            scores.skill_information, scores.skill_pull[:, 0], SPREAD_SHAPE, SPREAD_RATE
        )
    }
    if rows.has_curves:
        found[LOG_RISE] = find_log_rise(rows, state.hyper, scores.left, scores.departures)
        found[LOG_CURVE_SPREAD] = find_log_spread(
            scores.departures.information, scores.curve_rest[:, 0], CURVE_SHAPE, CURVE_RATE
        )
    if rows.has_sources:
        found[LOG_SOURCE_SPREAD] = find_log_spread(
            join_information(scores.turned), scores.effect_rest[:, 0], SOURCE_SHAPE, SOURCE_RATE
        )
    if rows.has_codecs:
        found[LOG_CODEC_SPREAD] = find_log_spread(
            join_information(scores.shared), scores.shared_rest[:, 0], CODEC_SHAPE, CODEC_RATE
        )
    return found


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


def describe(
    study: Study,
    state: State,
    hyper_start: FloatArray,
    hyper_map: FloatArray | None,
    places: FloatArray,
) -> Frame:
    """Gather what the sampler needs about one point; without a map of the numbers, guess one.

    ``places`` are lapse centres and log spreads that are likely, shape (n_places, 2).
    """
    table = tabulate(study.rows, state.hyper, look_at_answers(study.rows, state))
    state.z, state.z_moves = follow_lapses(table, state.hyper)
    slopes = look_at_answers(study.rows, state)
    scores, starts = solve_scores(study, state, slopes), find_starts(study)
    return Frame(
        hyper_start=hyper_start,
        hyper_centre=state.hyper,
        hyper_map=guess_map(study.rows, state, slopes, scores) if hyper_map is None else hyper_map,
        skill_basis=scores.skill_basis,
        skill_information=scores.skill_information,
        skill_pull=np.ascontiguousarray(scores.skill_pull.T),
        source_start=starts,
        basis_start=add_up(np.diff(starts) ** 2),
        basis=flatten(each.basis for each in scores.turned),
        effect_information=join_information(scores.turned),
        effect_pull=join_pulls(scores.turned),
        curving=gather_curving(scores),
        sharing=gather_sharing(study, scores),
        reliability=know_raters(table, places),
    )


def guess_map(rows: Rows, state: State, slopes: AnswerSlopes, scores: Scores) -> FloatArray:
    """Standard normals to the numbers in the model, each by itself; shape (10, n_active)."""
    sd = {which: found for which, (_, found) in find_spreads(rows, state, scores).items()}
    for which, (_, information) in find_numbers(rows, state, slopes).items():
        sd[which] = 1 / np.sqrt(information)
    checks = {LOG_LAPSE_SPREAD: rows.has_lapse_spread, MISS: rows.has_traps}
    sd[LAPSE_CENTRE] = UNKNOWN_SD
    sd |= {which: UNKNOWN_SD for which, present in checks.items() if present}
    for which in SPREADS:
        if which in sd:  # straightened, about a third of the spread's logarithm
            sd[which] *= np.exp(state.hyper[which] / 3) / 3
    return np.stack([sd[which] * np.eye(len(HYPER))[which] for which in sorted(sd)], axis=1)
