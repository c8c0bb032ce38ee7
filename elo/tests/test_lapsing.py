"""Scores where a share of the answers is random, the share found with them."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.bradley_terry import fit_bradley_terry
from elo.core.counts import PairCounts
from elo.core.lapsing import State, fit_lapsing, log_posterior, look_around

ELO_LIKE = np.linspace(-3, 3, 8)  # logits


def make_counts(*, lapse: float, each: int, seed: int = 1) -> PairCounts:
    rng = np.random.default_rng(seed)
    first, second = np.triu_indices(len(ELO_LIKE), 1)
    sure = 1 / (1 + np.exp(ELO_LIKE[second] - ELO_LIKE[first]))
    wins = rng.binomial(each, lapse / 2 + (1 - lapse) * sure).astype(float)
    names = tuple("abcdefgh")
    return PairCounts(names, first, second, wins, np.full(len(first), float(each)))


def test_it_recovers_the_share_and_the_scores_that_the_plain_model_shrinks() -> None:
    counts = make_counts(lapse=0.2, each=4000)
    found = fit_lapsing(counts=counts)
    assert found.lapse == pytest.approx(0.2, abs=0.01)
    assert np.abs(found.laplace.skill_logit - ELO_LIKE).max() < 0.1
    plain = fit_bradley_terry(counts=counts).skill_logit
    assert np.ptp(plain) < 0.75 * np.ptp(ELO_LIKE)


def test_without_lapses_it_agrees_with_the_plain_model() -> None:
    counts = make_counts(lapse=0.0, each=4000)
    found, plain = fit_lapsing(counts=counts), fit_bradley_terry(counts=counts)
    assert found.lapse < 0.006
    assert np.abs(found.laplace.skill_logit - plain.skill_logit).max() < 0.05


def test_slope_and_curvature_agree_with_finite_differences() -> None:
    counts = make_counts(lapse=0.1, each=300)
    found = fit_lapsing(counts=counts)
    place = np.append(found.laplace.skill_logit, np.log(found.lapse / (1 - found.lapse)))
    place = place + 0.05

    def at(point: np.ndarray) -> float:
        return log_posterior(counts, State(*split(point)))

    slope, curvature = look_around(counts, State(*split(place)))
    h, axes = 1e-4, np.eye(len(place))
    for i, step in enumerate(axes):
        rise = (at(place + h * step) - at(place - h * step)) / (2 * h)
        assert slope[i] == pytest.approx(rise, abs=1e-3 * (1 + abs(rise)))
        up = look_around(counts, State(*split(place + h * step)))[0]
        down = look_around(counts, State(*split(place - h * step)))[0]
        expected = (down - up) / (2 * h)
        regular = np.zeros(len(place))
        regular[:-1] = 1 / (len(place) - 1) if i < len(place) - 1 else 0
        assert np.allclose(curvature[i] - regular, expected, rtol=1e-3, atol=1e-2)


def split(place: np.ndarray) -> tuple[np.ndarray, float]:
    return place[:-1], float(place[-1])


def test_intervals_hold_the_truth_and_know_of_the_share() -> None:
    inside = []
    for seed in range(40):
        found = fit_lapsing(counts=make_counts(lapse=0.15, each=120, seed=seed)).laplace
        d = np.eye(8)[0] - np.eye(8)
        gap = d @ (found.skill_logit - ELO_LIKE)
        sd = np.sqrt(np.einsum("pi,ij,pj->p", d, found.covariance_logit2, d))
        inside += (np.abs(gap) < 1.96 * sd)[1:].tolist()
    assert 0.90 < np.mean(inside) < 0.99


def test_an_earlier_fit_saves_steps_and_changes_nothing() -> None:
    counts = make_counts(lapse=0.1, each=200)
    found = fit_lapsing(counts=counts)
    again = fit_lapsing(counts=counts, start=found)
    assert again.laplace.steps < found.laplace.steps
    assert np.allclose(again.laplace.skill_logit, found.laplace.skill_logit, atol=1e-4)


def test_a_handful_of_answers_has_a_mode() -> None:
    for seed in range(20):
        counts = make_counts(lapse=0.1, each=1, seed=seed)
        few = np.random.default_rng(seed).permutation(len(counts.first))[:7]
        found = fit_lapsing(
            counts=PairCounts(
                counts.conditions,
                counts.first[few],
                counts.second[few],
                counts.wins_first[few],
                counts.total[few],
            )
        )
        assert np.isfinite(found.laplace.covariance_logit2).all()
