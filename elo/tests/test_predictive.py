"""Posterior predictive checks pass for the right model and name what a wrong one leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.predictive.answers import expect_answers, lay_out_answers, make_answers
from elo.core.predictive.checking import CheckResult, check_predictions
from elo.core.predictive.checks import CHECKS
from elo.core.predictive.words import DIFFERENCES, TITLES, describe_check
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import Votes
from elo.tests.samples import make_ladder, make_votes


def simulate(seed: int, crowd: Crowd, n_votes: int = 6000) -> Votes:
    return simulate_votes(elo=make_ladder()[0], n_votes=n_votes, seed=seed, crowd=crowd)


def check(votes: Votes, **knows: object) -> dict[str, CheckResult]:
    """Results by name, of an `mle` fit that is told what else there is to know."""
    known = replace(fit(votes, model="mle", seed=1), **knows)
    found = check_predictions(fit=known, votes=votes, seed=1, replicates=100)
    return {each.name: each for each in found}


def always(values: Mapping[str, float], n_draws: int = 4000) -> dict[str, np.ndarray]:
    return {name: np.full(n_draws, value) for name, value in values.items()}


def with_true_elo(votes: Votes, **knows: object) -> dict[str, CheckResult]:
    """Results of a fit that knows the truth and how people answer."""
    known = fit(votes, model="mle", seed=1)
    elo = np.array([make_ladder()[0][name] for name in known.conditions])
    exact = replace(known, draws_elo=np.tile(elo, (len(known.draws_elo), 1)), **knows)
    found = check_predictions(fit=exact, votes=votes, seed=1, replicates=100)
    return {each.name: each for each in found}


def test_the_right_model_passes_every_check() -> None:
    p_values = [
        [each.p_value for each in check(simulate(seed, Crowd())).values()] for seed in range(6)
    ]
    assert np.shape(p_values) == (6, 5)
    assert np.min(p_values) > 0.01
    assert 0.25 < np.mean(p_values) < 0.75


def test_unmodelled_random_answers_fail_by_gap() -> None:
    found = check(simulate(1, Crowd(lapse=0.15), n_votes=20_000))
    assert found["gap"].p_value < 0.01 and not found["gap"].fits
    assert describe_check(found["gap"]) == (
        "On near pairs the better-rated won more often than the model says and on far pairs the "
        "better-rated won less often than the model says; some answers may be random "
        "(p under 0.01)."
    )
    assert found["side"].fits


def test_random_answers_that_the_model_knows_pass() -> None:
    votes = simulate(1, Crowd(lapse=0.15), n_votes=20_000)
    lapse = np.full((4000, len(votes.raters)), 0.15)
    found = with_true_elo(votes, raters=votes.raters, draws_lapse=lapse)
    assert all(each.fits for each in found.values())
    assert not with_true_elo(votes)["gap"].fits


def test_a_habit_of_sides_fails_until_the_model_knows_it() -> None:
    votes = simulate(2, Crowd(side_elo=60))
    unaware = check(votes)
    assert not unaware["side"].fits and unaware["side"].rows[0].observed > 0.53
    assert "won 5" in describe_check(unaware["side"]) and "expected" in describe_check(
        unaware["side"]
    )
    aware = with_true_elo(votes, other_draws=always({"side_logit": 60 / 173.718}))
    assert aware["side"].fits and aware["gap"].fits


def test_ties_are_checked_where_the_model_knows_them() -> None:
    votes = simulate(3, Crowd(tie=0.6))
    assert "ties" not in check(votes)
    right = with_true_elo(votes, other_draws=always({"log_tie_logit": np.log(0.6)}))
    assert all(each.fits for each in right.values())
    rows = right["ties"].rows
    assert rows[0].observed > rows[-1].observed and rows[0].gap_elo < rows[-1].gap_elo
    wrong = with_true_elo(votes, other_draws=always({"log_tie_logit": np.log(0.3)}))
    assert not wrong["ties"].fits
    assert describe_check(wrong["ties"]).startswith("People were more often undecided on near")


def test_ties_as_halves_do_not_look_too_regular() -> None:
    """A tie left as one half would spread less than the coin the model takes it for."""
    p_values = [
        each.p_value for seed in range(4) for each in check(simulate(seed, Crowd(tie=1))).values()
    ]
    assert 0.2 < np.mean(p_values) < 0.8


def test_source_effects_are_found_and_named() -> None:
    votes = simulate(4, Crowd(source_sd_elo=120))
    found = check(votes)
    assert not found["source"].fits and found["source"].measure == "misfit"
    assert "better or worse on single sources" in describe_check(found["source"])
    draws = np.repeat(
        fit(votes, model="mle", seed=1).draws_elo[:, None], len(votes.sources), axis=1
    )
    with_sources = check(votes, sources=votes.sources, draws_source_elo=draws.astype(np.float32))
    # The same scores on every source are the same expectations.
    assert [row.observed for row in with_sources["gap"].rows] == [
        row.observed for row in found["gap"].rows
    ]
    assert with_sources["source"].rows[0].observed == pytest.approx(
        found["source"].rows[0].observed, rel=0.05
    )


def test_a_careless_rater_is_outside_the_band() -> None:
    votes = simulate(5, Crowd(raters=12))
    careless = votes.rater == 7
    choice = np.where(careless, np.arange(len(votes)) % 2, votes.choice).astype(np.int8)
    found = check(replace(votes, choice=choice))["rater"]
    (row,) = (each for each in found.rows if each.group == votes.raters[7])
    assert row.observed < row.q025 and not found.fits
    assert describe_check(found).startswith("1 of 12 raters agree with the scores less")


def test_circular_preferences_fail_on_pairs() -> None:
    loop = [("x", "y", "a"), ("y", "z", "a"), ("z", "x", "a")] * 8 + [
        ("y", "x", "a"), ("z", "y", "a"), ("x", "z", "a"),
    ]  # fmt: skip
    found = check(make_votes(loop * 2))
    assert not found["pairs"].fits and "one common scale" in describe_check(found["pairs"])


def test_made_up_answers_have_the_chances_they_come_from() -> None:
    votes = simulate(6, Crowd(tie=0.5), n_votes=500)
    known = replace(
        fit(votes, model="mle", seed=1), raters=votes.raters,
        draws_lapse=np.full((4000, len(votes.raters)), 0.2),
        other_draws=always({"log_tie_logit": -0.7, "side_logit": 0.3}),
    )  # fmt: skip
    asked = lay_out_answers(fit=known, votes=votes)
    expected = expect_answers(fit=known, asked=asked, draw=3)
    elo = known.draws_elo[3] / 173.71779276130073
    gap = elo[asked.a[0]] - elo[asked.b[0]] + 0.3 * (1 if votes.rated().left[0] == 0 else -1)
    weights = np.exp([gap / 2, -gap / 2, -0.7])
    assert expected.a[0] == pytest.approx(0.8 * weights[0] / weights.sum() + 0.2 / 3)
    assert expected.tie[0] == pytest.approx(0.8 * weights[2] / weights.sum() + 0.2 / 3)
    rng = np.random.default_rng(1)
    points, ties = (
        np.array(each) for each in zip(*(make_answers(rng=rng, expected=expected) for _ in
                                         range(2000)), strict=True)
    )  # fmt: skip
    np.testing.assert_allclose(points.mean(axis=0), expected.points, atol=0.05)
    np.testing.assert_allclose(ties.mean(axis=0), expected.tie, atol=0.05)
    np.testing.assert_allclose(points.var(axis=0), expected.variance, atol=0.03)


def test_shares_and_votes_add_up() -> None:
    votes = simulate(7, Crowd())
    found = check(votes)
    rated = len(votes.rated())
    assert sum(row.votes for row in found["gap"].rows) == rated
    assert sum(row.votes for row in found["source"].rows) == 2 * rated
    for row in found["gap"].rows:
        assert row.q025 < row.expected < row.q975 and 0 <= row.observed <= 1
    assert set(TITLES) == set(DIFFERENCES) == set(CHECKS)


def test_another_fit_and_no_replicates_are_refused() -> None:
    votes = simulate(8, Crowd(), n_votes=400)
    known: EloFit = fit(votes, model="mle", seed=1)
    with pytest.raises(ValueError, match="other conditions"):
        check_predictions(fit=known, votes=make_votes([("x", "y", "a")]), seed=1)
    with pytest.raises(ValueError, match="replicates is 0"):
        check_predictions(fit=known, votes=votes, seed=1, replicates=0)
