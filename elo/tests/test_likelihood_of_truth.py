"""The people who are simulated are those of `full`: at the truth, its slopes vanish on average.

E[d log p(votes | truth) / d parameter] = 0 holds only if votes come from p itself; no sampler is
needed to see it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.full.density import log_density
from elo.core.full.hyper import HYPER, MISS, SIDE
from elo.core.full.rows import Rows, arrange_rows
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.prior import draw_from_priors
from elo.core.truth.world import Truth
from elo.core.types import ELO_PER_LOGIT

STUDIES, RATERS = 400, 8
DESIGN = Design(votes=12, traps=4, repeats=2, biases=3)
NAMES = ("log_spread", "log_source_spread", "side", "log_tie", "centre", "log_lapse_spread", "miss")


def make_truth() -> tuple[Truth, np.ndarray, np.ndarray]:
    """A truth in which everything matters, its hyperparameters and its raters' z."""
    drawn = draw_from_priors(conditions=4, sources=3, raters=RATERS, seed=3)
    z = np.linspace(-1.2, 2.2, RATERS)
    hyper = np.array([0.0, -0.7, 0.4, -0.3, -2.0, 0.2, np.log(0.1 / 0.9)])
    assert len(HYPER) == len(hyper) and (SIDE, MISS) == (2, 6)
    lapse = 1 / (1 + np.exp(-(hyper[4] + np.exp(hyper[5]) * np.expm1(0.5 * z) / 0.5)))
    truth = replace(
        drawn.truth,
        lapse=lapse,
        side_elo=ELO_PER_LOGIT * hyper[2],
        tie=float(np.exp(hyper[3])),
        miss=0.1,
    )
    return truth, hyper, z


def slopes(rows: Rows, truth: Truth, hyper: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Gradient over hyperparameters, skills and z, at the truth."""
    cells = rows.cell_condition
    skill = truth.elo / ELO_PER_LOGIT
    effect = (truth.source_elo / ELO_PER_LOGIT).ravel()
    assert len(cells) == effect.size, "a study without some source and condition"
    out = [np.zeros(len(hyper)), np.zeros(len(skill)), np.zeros(len(effect)), np.zeros(len(z))]
    log_density(rows, hyper, skill, effect, z, *out)
    return np.concatenate(out)


@pytest.fixture(scope="module")
def scores() -> np.ndarray:
    """Slopes of the likelihood alone, a row for each simulated study."""
    truth, hyper, z = make_truth()
    found = []
    for seed in range(STUDIES):
        rows = arrange_rows(answer_study(truth=truth, design=DESIGN, seed=seed)).rows
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
    assert len(found) > 0.9 * STUDIES
    return np.array(found)


def test_no_slope_is_off_zero(scores: np.ndarray) -> None:
    moves = scores.std(axis=0) > 1e-12
    error = scores.std(axis=0)[moves] / np.sqrt(len(scores))
    assert (np.abs(scores.mean(axis=0)[moves]) < 4.5 * error).all()
    told = dict(zip(NAMES, moves[:7], strict=True))
    assert not told["log_spread"] and not told["log_source_spread"]  # of the priors alone
    assert all(told[name] for name in NAMES[2:])


def test_another_truth_would_be_noticed() -> None:
    """People with a stronger habit of the left than the likelihood is asked about."""
    truth, hyper, z = make_truth()
    votes = answer_study(truth=replace(truth, side_elo=0.0), design=Design(200, 0, 0, 20), seed=1)
    side = slopes(arrange_rows(votes).rows, truth, hyper, z)[SIDE]
    assert side < -20
