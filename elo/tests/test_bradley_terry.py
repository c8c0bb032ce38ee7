"""Known answers: Stigler (1994), choix, Wikipedia's four players."""

from __future__ import annotations

import json

import numpy as np
import pytest

from elo.core.bradley_terry import (
    centred_covariance,
    curvature,
    draw_elo,
    fit_bradley_terry,
    gradient,
    log_posterior,
    win_probability,
)
from elo.core.counts import PairCounts, count_pairs
from elo.core.types import ELO_PER_JND, ELO_PER_LOGIT
from elo.tests.samples import SHARED, make_study, make_votes


def count_games(names: str, wins: dict[tuple[int, int], tuple[int, int]]) -> PairCounts:
    first, second = np.array(list(wins)).T
    a, b = np.array(list(wins.values()), dtype=np.float64).T
    return PairCounts(tuple(names), first, second, a, a + b)


def from_winners(n: int, games: list[list[int]]) -> PairCounts:
    rows = [(f"{winner:03d}", f"{loser:03d}", "a") for winner, loser in games]
    counts = count_pairs(make_votes(rows))
    assert len(counts.conditions) == n
    return counts


def test_stigler_citations() -> None:
    counts = count_games(
        "BCJR",
        {(0, 1): (730, 33), (0, 2): (498, 320), (0, 3): (221, 284), (1, 2): (68, 813),
         (1, 3): (17, 276), (2, 3): (142, 325)},
    )  # fmt: skip
    skill = fit_bradley_terry(counts=counts, prior_sd_logit=np.inf).skill_logit
    np.testing.assert_allclose(skill - skill[0], [0, -2.9491, -0.4796, 0.2690], atol=5e-5)
    weak = fit_bradley_terry(counts=counts).skill_logit
    np.testing.assert_allclose(weak - weak[0], skill - skill[0], atol=1e-3)


def test_choix_three_items() -> None:
    counts = from_winners(3, [[0, 1], [0, 1], [1, 2], [2, 0]])
    skill = fit_bradley_terry(counts=counts, prior_sd_logit=np.inf).skill_logit
    np.testing.assert_allclose(skill, [0.419617624, -0.419617624, 0], atol=1e-9)


def test_four_players() -> None:
    counts = count_games("ABCD", {(0, 1): (2, 3), (0, 3): (1, 4), (1, 2): (5, 3), (2, 3): (1, 3)})
    skill = fit_bradley_terry(counts=counts, prior_sd_logit=np.inf).skill_logit
    np.testing.assert_allclose(np.exp(skill), [0.640, 1.043, 0.660, 2.270], atol=1e-3)


@pytest.mark.parametrize("case", [1, 2])
def test_choix_reference_cases(case: int) -> None:
    path = SHARED / "choix-testcases" / f"testcase-pairwise-{case}.json"
    if not path.exists():
        pytest.skip("the shared choix cases are not on this machine")
    known = json.loads(path.read_text())
    counts = from_winners(known["n_items"], known["data"])
    skill = fit_bradley_terry(counts=counts, prior_sd_logit=np.inf).skill_logit
    np.testing.assert_allclose(skill, known["ml_est"], atol=1e-6)


def test_a_tie_is_half_a_win_for_each() -> None:
    tied = count_pairs(make_votes([("x", "y", "tie"), ("y", "x", "tie"), ("x", "y", "a")]))
    assert tied.wins_first.tolist() == [2.0] and tied.total.tolist() == [3.0]
    skill = fit_bradley_terry(counts=tied, prior_sd_logit=np.inf).skill_logit
    assert skill[0] - skill[1] == pytest.approx(np.log(2))


def test_gradient_and_curvature_are_those_of_the_posterior() -> None:
    votes, _ = make_study(n_votes=400)
    counts = count_pairs(votes)
    skill = np.random.default_rng(0).normal(0, 1, len(counts.conditions))
    step = 1e-5 * np.eye(len(skill))
    slope = [
        (log_posterior(counts, skill + h, 2.0) - log_posterior(counts, skill - h, 2.0)) / 2e-5
        for h in step
    ]
    np.testing.assert_allclose(gradient(counts, skill, 2.0), slope, rtol=1e-5, atol=1e-5)
    bend = [
        (gradient(counts, skill - h, 2.0) - gradient(counts, skill + h, 2.0)) / 2e-5 for h in step
    ]
    np.testing.assert_allclose(curvature(counts, skill, 2.0) - 1 / len(skill), bend, atol=1e-4)


def test_the_free_mean_is_no_part_of_the_errors() -> None:
    votes, _ = make_study(n_votes=4000)
    counts = count_pairs(votes)
    covariance = fit_bradley_terry(counts=counts).covariance_logit2
    np.testing.assert_allclose(covariance.sum(axis=0), 0, atol=1e-12)
    skill = np.zeros(len(counts.conditions))
    np.testing.assert_allclose(
        centred_covariance(counts, skill, 1e3), centred_covariance(counts, skill, 1e6), atol=1e-6
    )


def test_draws_have_the_covariance_they_come_from() -> None:
    votes, _ = make_study(n_votes=4000)
    laplace = fit_bradley_terry(counts=count_pairs(votes))
    draws = draw_elo(laplace=laplace, n_draws=40_000, seed=1)
    np.testing.assert_allclose(draws.mean(axis=1), 2000)
    expected = laplace.covariance_logit2 * ELO_PER_LOGIT**2
    np.testing.assert_allclose(np.cov(draws.T), expected, atol=0.04 * expected.max())


def test_an_unbeaten_condition_stays_finite_or_is_refused_without_prior() -> None:
    counts = count_pairs(
        make_votes([("x", "y", "a"), ("x", "y", "a"), ("y", "z", "a"), ("z", "y", "a")])
    )
    assert np.isfinite(fit_bradley_terry(counts=counts).skill_logit).all()
    with pytest.raises(RuntimeError, match="no finite score: .* never lost"):
        fit_bradley_terry(counts=counts, prior_sd_logit=np.inf)


def test_400_points_are_ten_to_one_and_a_jnd_is_three_to_one() -> None:
    np.testing.assert_allclose(
        win_probability(np.array([0.0, 400.0, ELO_PER_JND])), [0.5, 10 / 11, 0.75]
    )
    assert pytest.approx(190.8, abs=0.05) == ELO_PER_JND
