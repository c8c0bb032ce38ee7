from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from elo.core.crowd.answers import list_answers
from elo.core.crowd.laplace import draw_posterior, measure_curvature
from elo.core.crowd.mixture import Mixture, Mode, find_mode, log_posterior, take_step
from elo.core.crowd.models import BBQ, CROWD
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.simulate import Crowd
from elo.core.types import MEAN_ELO, Votes
from elo.tests.crowds import LADDER, make_crowd, spoil
from elo.tests.samples import make_votes

ATTENTIVE = Crowd(raters=100, sources=5)
MIXTURES = pytest.mark.parametrize("mixture", [BBQ, CROWD], ids=["bbq", "crowd"])


def make_small() -> Votes:
    return make_crowd(n_votes=600, crowd=Crowd(raters=8, sources=2, lapse=0.1, tie=0.3))


def scale_of(found: EloFit) -> float:
    """Slope of the scores on the true ones; 1 is the right scale."""
    truth = np.array([LADDER[name] for name in found.conditions])
    return float(np.polyfit(truth - truth.mean(), found.mean_elo - MEAN_ELO, 1)[0])


def error_of(found: EloFit) -> float:
    truth = np.array([LADDER[name] for name in found.conditions])
    return float(np.sqrt(np.mean((found.mean_elo - MEAN_ELO - truth + truth.mean()) ** 2)))


def test_guessers_shrink_mle_and_not_bbq() -> None:
    votes = spoil(make_crowd(crowd=ATTENTIVE), guessers=range(20))
    mle, bbq = (fit(votes, model=model, seed=1) for model in ("mle", "bbq"))
    assert scale_of(mle) < 0.8
    assert scale_of(bbq) == pytest.approx(1, abs=0.1)
    assert error_of(bbq) < 0.6 * error_of(mle)


@pytest.mark.parametrize("model", ["bbq", "crowd"])
def test_on_a_clean_crowd_only_the_scale_is_stretched(model: str) -> None:
    votes = make_crowd(crowd=ATTENTIVE, n_votes=20_000)
    found, mle = fit(votes, model=model, seed=1), fit(votes, model="mle", seed=1)
    # Most probable shares of many raters are all a little low, and the scores make up for it.
    assert 1 < scale_of(found) / scale_of(mle) < 1.2
    assert found.settings.get("raters_turned_round", "none") == "none"
    # A stretch moves no condition past another and leaves every saving at equal quality alone.
    assert np.corrcoef(found.mean_elo, mle.mean_elo)[0, 1] > 0.998


def test_bbq_tells_guessers_from_the_rest() -> None:
    votes = spoil(make_crowd(crowd=ATTENTIVE), guessers=range(10))
    found = fit(votes, model="bbq", seed=1)
    assert found.draws_lapse is not None and found.raters == tuple(sorted(votes.raters))
    median = np.median(found.draws_lapse, axis=0)
    assert median[:10].min() > median[10:].max() and np.median(median[10:]) < 0.15


def test_crowd_finds_adversaries_and_uses_what_they_say() -> None:
    votes = spoil(make_crowd(crowd=ATTENTIVE), turned=range(10))
    crowd, mle = (fit(votes, model=model, seed=1) for model in ("crowd", "mle"))
    assert crowd.settings["raters_turned_round"] == ", ".join(f"rater-{n:04d}" for n in range(10))
    assert crowd.draws_lapse is None
    assert scale_of(mle) < 0.75 and scale_of(crowd) == pytest.approx(1, abs=0.2)


@MIXTURES
def test_no_step_lowers_the_posterior_and_the_last_is_a_mode(mixture: Mixture) -> None:
    answers = list_answers(make_small())
    mode = Mode(np.zeros(24), np.full(8, 0.8), 0)
    before = log_posterior(answers, mixture, mode.skill_logit, mode.share)
    for step in range(30):
        mode = take_step(answers, mixture, mode, step)
        after = log_posterior(answers, mixture, mode.skill_logit, mode.share)
        assert after >= before - 1e-9
        before = after
    mode = find_mode(answers=answers, mixture=mixture, start_logit=np.zeros(24))
    best = log_posterior(answers, mixture, mode.skill_logit, mode.share)
    rng = np.random.default_rng(1)
    for _ in range(50):
        skill = mode.skill_logit + 0.02 * rng.standard_normal(24)
        share = expit(logit(mode.share) + 0.02 * rng.standard_normal(8))
        assert log_posterior(answers, mixture, skill, share) < best


@MIXTURES
def test_the_curvature_agrees_with_finite_differences(mixture: Mixture) -> None:
    answers = list_answers(make_small())
    mode = find_mode(answers=answers, mixture=mixture, start_logit=np.zeros(24))
    found = measure_curvature(answers=answers, mixture=mixture, mode=mode)

    def value(skill: np.ndarray, odds: np.ndarray) -> float:
        return log_posterior(answers, mixture, mode.skill_logit + skill, expit(odds))

    step, odds = 1e-3, logit(mode.share)
    zero, one, two = np.zeros(24), np.eye(24)[3] * step, np.eye(8)[2] * step

    def second(first: np.ndarray, other: np.ndarray) -> float:
        """Second difference along two directions, each of scores and log-odds."""
        parts = [
            sign * other_sign
            * value(sign * first[:24] + other_sign * other[:24],
                    odds + sign * first[24:] + other_sign * other[24:])
            for sign in (1, -1) for other_sign in (1, -1)
        ]  # fmt: skip
        return -sum(parts) / (4 * step**2)

    along_skill, along_odds = np.append(one, np.zeros(8)), np.append(zero, two)
    assert second(along_skill, along_skill) == pytest.approx(found.skill[3, 3], rel=1e-3)
    assert second(along_odds, along_odds) == pytest.approx(found.odds[2], rel=1e-2)
    assert second(along_skill, along_odds) == pytest.approx(found.mixed[2, 3], rel=1e-2, abs=1e-3)


def test_draws_have_the_covariance_of_the_whole_curvature() -> None:
    answers = list_answers(make_small())
    mode = find_mode(answers=answers, mixture=BBQ, start_logit=np.zeros(24))
    found = measure_curvature(answers=answers, mixture=BBQ, mode=mode)
    whole = np.block([[found.skill, found.mixed.T], [found.mixed, np.diag(found.odds)]])
    expected = np.linalg.inv(whole)
    elo, share = draw_posterior(mode=mode, curvature=found, n_draws=40_000, seed=2)
    assert np.std(logit(share), axis=0) == pytest.approx(np.sqrt(np.diag(expected)[24:]), rel=0.03)
    gap = np.std(elo[:, 0] - elo[:, 5]) / (400 / np.log(10))
    variance = expected[0, 0] + expected[5, 5] - 2 * expected[0, 5]
    assert gap == pytest.approx(np.sqrt(variance), rel=0.03)


def test_a_tie_is_two_halves() -> None:
    answers = list_answers(make_votes([("b", "a", "tie"), ("a", "b", "b")]))
    assert answers.conditions == ("a", "b")
    assert answers.weight.tolist() == [0.5, 1.0, 0.5]
    assert answers.winner.tolist() == [1, 1, 0] and answers.loser.tolist() == [0, 0, 1]


def test_one_rater_and_one_vote_are_fitted() -> None:
    for model in ("bbq", "crowd"):
        found = fit(make_votes([("a", "b", "a")]), model=model, seed=1)
        assert np.diff(found.mean_elo)[0] < 0 and found.sd_elo.min() > 40


def test_a_crowd_that_cannot_be_told_apart_is_refused() -> None:
    answers = list_answers(make_small())
    mode = find_mode(answers=answers, mixture=BBQ, start_logit=np.zeros(24))
    found = measure_curvature(answers=answers, mixture=BBQ, mode=mode)
    flat = replace(found, mixed=found.mixed * 1e3)
    with pytest.raises(RuntimeError, match="tell scores and raters apart"):
        draw_posterior(mode=mode, curvature=flat, n_draws=10, seed=1)


def test_the_same_seed_gives_the_same_numbers() -> None:
    votes = make_small()
    first, second = (fit(votes, model="bbq", seed=7) for _ in range(2))
    np.testing.assert_array_equal(first.draws_elo, second.draws_elo)
