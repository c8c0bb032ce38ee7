"""The people who are simulated are those of `full`: at the truth, its slopes vanish on average.

E[d log p(votes | truth) / d parameter] = 0 holds only if votes come from p itself; no sampler is
needed to see it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.full.model.density import log_density
from elo.core.full.model.hyper import HYPER, LOG_TIE, MISS, SIDE
from elo.core.full.model.parts import Parts, make_parts
from elo.core.full.model.rows import Rows, arrange_rows
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.prior import draw_from_priors
from elo.core.truth.world import Truth
from elo.core.types import ELO_PER_LOGIT

STUDIES, RATERS = 400, 8
DESIGN = Design(votes=12, traps=4, repeats=2, biases=3)
NAMES = ("log_spread", "log_source_spread", "log_codec_spread", "side", "log_tie", "centre")
NAMES += ("log_lapse_spread", "miss")


def make_truth() -> tuple[Truth, np.ndarray, np.ndarray]:
    """A truth in which everything matters, its hyperparameters and its raters' z."""
    drawn = draw_from_priors(conditions=4, sources=3, raters=RATERS, seed=3)
    z = np.linspace(-1.2, 2.2, RATERS)
    hyper = np.array([0.0, -0.7, 0.0, 0.4, -0.3, -2.0, 0.2, np.log(0.1 / 0.9), 0.0, 0.0])
    assert len(HYPER) == len(hyper) and (SIDE, MISS) == (3, 7)
    lapse = 1 / (1 + np.exp(-(hyper[5] + np.exp(hyper[6]) * np.expm1(0.5 * z) / 0.5)))
    truth = replace(
        drawn.truth,
        lapse=lapse,
        side_elo=ELO_PER_LOGIT * hyper[3],
        tie=float(np.exp(hyper[4])),
        same_tie=float(np.exp(hyper[4]) / (2 + np.exp(hyper[4]))),
        miss=0.1,
    )
    return truth, hyper, z


def slopes(rows: Rows, truth: Truth, hyper: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Gradient over hyperparameters, skills and z, at the truth."""
    cells = rows.cell_condition
    skill = truth.elo / ELO_PER_LOGIT
    effect = (truth.source_elo / ELO_PER_LOGIT).ravel()
    assert len(cells) == effect.size, "a study without some source and condition"
    point = Parts(hyper, skill, np.zeros(0), np.zeros(0), effect, z)
    out = make_parts(len(skill), 0, 0, effect.size, len(z))
    log_density(rows, point, out)
    return np.concatenate(out)


@pytest.fixture(scope="module")
def scores() -> np.ndarray:
    found = score_studies(*make_truth(), DESIGN, STUDIES)
    assert len(found) > 0.9 * STUDIES
    return found


def score_studies(
    truth: Truth, hyper: np.ndarray, z: np.ndarray, design: Design, studies: int
) -> np.ndarray:
    """Slopes of the likelihood alone, a row for each simulated study."""
    found = []
    for seed in range(studies):
        rows = arrange_rows(answer_study(truth=truth, design=design, seed=seed)).rows
        if len(rows.cell_condition) < truth.source_elo.size:
            continue
        empty = {
            name: getattr(rows, name)[:0]
            for name in ("winner", "loser", "winner_side", "rater")
            + ("tie_a", "tie_b", "tie_side", "tie_rater")
        }
        none = {
            name: 0 * getattr(rows, name)
            for name in ("trap_right", "trap_wrong", "bias_left", "bias_right")
        }
        prior = slopes(rows._replace(**empty, **none), truth, hyper, z)
        found.append(slopes(rows, truth, hyper, z) - prior)
    return np.array(found)


def test_no_slope_is_off_zero(scores: np.ndarray) -> None:
    moves = scores.std(axis=0) > 1e-12
    error = scores.std(axis=0)[moves] / np.sqrt(len(scores))
    assert (np.abs(scores.mean(axis=0)[moves]) < 4.5 * error).all()
    told = dict(zip(NAMES, moves[: len(NAMES)], strict=True))
    assert not told["log_spread"] and not told["log_source_spread"]  # of the priors alone
    assert not told["log_codec_spread"] and all(told[name] for name in NAMES[3:])


def test_of_the_few_who_name_a_side_of_identical_pictures_many_do_not_look() -> None:
    """Whoever looks mostly says they are the same: what is left would hide a habit of sides."""
    truth, hyper, z = make_truth()
    nu, side = 8.0, 1.5
    hyper[[LOG_TIE, SIDE]] = np.log(nu), side
    truth = replace(truth, tie=nu, same_tie=nu / (2 + nu), side_elo=ELO_PER_LOGIT * side)
    found = score_studies(truth, hyper, z, Design(20, 0, 0, 40), 100)
    error = found.std(axis=0) / np.sqrt(len(found))
    assert abs(found.mean(axis=0)[SIDE]) < 4 * error[SIDE]
    assert (np.abs(found.mean(axis=0)[-RATERS:]) < 4 * error[-RATERS:]).all()


def test_another_truth_would_be_noticed() -> None:
    """People with a stronger habit of the left than the likelihood is asked about."""
    truth, hyper, z = make_truth()
    votes = answer_study(truth=replace(truth, side_elo=0.0), design=Design(200, 0, 0, 20), seed=1)
    side = slopes(arrange_rows(votes).rows, truth, hyper, z)[SIDE]
    assert side < -20
