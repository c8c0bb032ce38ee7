"""Position bias: Agresti's baseball teams, and what a wrong order would give."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.bradley_terry import fit_bradley_terry
from elo.core.counts import count_pairs
from elo.core.fit import fit
from elo.core.order_effect import (
    OrderedCounts,
    count_ordered,
    fit_with_order,
    log_posterior,
    look_around,
)
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import ELO_PER_LOGIT
from elo.tests.baseball import baseball_counts, baseball_votes
from elo.tests.samples import make_votes


def test_agrestis_home_advantage() -> None:
    found = fit_with_order(counts=baseball_counts(), prior_sd_logit=np.inf)
    assert found.order_logit == pytest.approx(0.3023, abs=5e-5)
    assert found.order_se_logit == pytest.approx(0.1309, abs=5e-5)


def test_his_teams_abilities_with_and_without_it() -> None:
    """Table 10.11 of the book, columns 3 and 5, the weakest team first."""
    found = fit_with_order(counts=baseball_counts(), prior_sd_logit=np.inf)
    share = np.sort(np.exp(found.skill_logit) / np.exp(found.skill_logit).sum())
    np.testing.assert_allclose(share, [0.044, 0.088, 0.137, 0.157, 0.164, 0.190, 0.220], atol=6e-4)
    plain = fit_bradley_terry(counts=count_pairs(baseball_votes()), prior_sd_logit=np.inf)
    against_last = np.sort(plain.skill_logit - plain.skill_logit.min())
    np.testing.assert_allclose(against_last, [0, 0.68, 1.11, 1.25, 1.29, 1.44, 1.58], atol=6e-3)


def test_the_side_of_full_agrees_within_its_error() -> None:
    """It also allows for random answers, which no table of games can rule out."""
    side = fit(baseball_votes(), model="full", seed=1).other_draws["side_logit"]
    assert side.mean() == pytest.approx(0.3023, abs=0.1309)
    assert side.std() == pytest.approx(0.1309, rel=0.35)


def test_votes_count_as_the_table_does() -> None:
    of_votes = fit_with_order(counts=count_ordered(baseball_votes()), prior_sd_logit=np.inf)
    of_table = fit_with_order(counts=baseball_counts(), prior_sd_logit=np.inf)
    assert of_votes.order_logit == pytest.approx(of_table.order_logit, abs=1e-9)


def test_a_simulated_habit_of_the_left_is_found() -> None:
    elo = {"a": 0.0, "b": 100.0, "c": 250.0}
    votes = simulate_votes(elo=elo, n_votes=20_000, seed=1, crowd=Crowd(side_elo=60.0))
    found = fit_with_order(counts=count_ordered(votes))
    assert ELO_PER_LOGIT * found.order_logit == pytest.approx(60, abs=8)
    np.testing.assert_allclose(np.diff(found.skill_logit) * ELO_PER_LOGIT, [100, 150], atol=12)


def test_slope_and_curvature_are_those_of_the_posterior() -> None:
    counts, rng = baseball_counts(), np.random.default_rng(0)
    state = rng.normal(0, 0.5, len(counts.conditions) + 1)
    slope, bend = look_around(counts, state, 2.0)
    steps = 1e-5 * np.eye(len(state))
    by_steps = [
        (log_posterior(counts, state + h, 2.0) - log_posterior(counts, state - h, 2.0)) / 2e-5
        for h in steps
    ]
    np.testing.assert_allclose(slope, by_steps, rtol=1e-5, atol=1e-5)
    bends = [
        (look_around(counts, state - h, 2.0)[0] - look_around(counts, state + h, 2.0)[0]) / 2e-5
        for h in steps
    ]
    free_mean = np.zeros_like(bend)
    free_mean[:-1, :-1] = 1 / len(counts.conditions)
    np.testing.assert_allclose(bend - free_mean, bends, atol=1e-4)


def test_unknown_sides_are_refused() -> None:
    with pytest.raises(ValueError, match="no rated answer says which condition stood left"):
        fit_with_order(counts=count_ordered(make_votes([("a", "b", "a")])))


def test_an_unbeaten_condition_has_no_maximum_without_a_prior() -> None:
    counts = OrderedCounts(
        ("x", "y"), np.array([0, 1]), np.array([1, 0]), np.array([5.0, 0.0]), np.array([5.0, 5.0])
    )
    with pytest.raises((RuntimeError, np.linalg.LinAlgError)):
        fit_with_order(counts=counts, prior_sd_logit=np.inf)
    assert fit_with_order(counts=counts).order_logit == pytest.approx(0, abs=1e-6)
