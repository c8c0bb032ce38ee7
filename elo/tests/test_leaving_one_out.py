from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from elo.core.bradley_terry import fit_bradley_terry
from elo.core.counts import count_pairs, lay_out_pairs
from elo.core.fit import fit
from elo.core.quality.by_source import (
    Comparisons,
    deviate,
    deviate_without,
    find_deviations,
    take_out_at_once,
    take_out_by_source,
)
from elo.core.quality.gaps import AmongGaps, Gaps
from elo.core.quality.judging import judge_raters
from elo.core.quality.leaving_one_out import (
    compare,
    find_gaps,
    measure_agreement,
    place_rows,
    take_out,
)
from elo.core.quality.order import order_answers, split_by_rater
from elo.core.quality.what_if import without
from elo.core.simulate import Crowd
from elo.tests.crowds import HONEST, make_crowd
from elo.tests.samples import make_votes

FEW = replace(HONEST, raters=12, sources=4)


def test_scores_without_a_rater_are_those_of_an_exact_refit() -> None:
    votes = make_crowd(n_votes=3000, crowd=FEW)
    rated = votes.select(order_answers(votes)).rated()
    pairs = lay_out_pairs(rated)
    counts, rows = pairs.count(), place_rows(rated, pairs)
    laplace = fit_bradley_terry(counts=counts)
    for number, mine in enumerate(split_by_rater(rated.rater, len(rated.raters))):
        own = rows.take(mine)
        gaps = find_gaps(take_out(counts, pairs.pair[mine], own.points), laplace, own)
        exact = count_pairs(without(rated, [rated.raters[number]]))
        refit = fit_bradley_terry(counts=exact)
        assert exact.conditions == counts.conditions
        expected = refit.skill_logit[own.first] - refit.skill_logit[own.second]
        np.testing.assert_allclose(gaps.mean_logit, expected, atol=2e-3)  # a third of an Elo point
        spread = refit.covariance_logit2
        variance = np.diag(spread)[own.first] + np.diag(spread)[own.second]
        variance = variance - 2 * spread[own.first, own.second]
        np.testing.assert_allclose(gaps.variance(), variance, rtol=0.02)


def test_deviations_without_a_rater_are_those_of_an_exact_refit() -> None:
    crowd = replace(FEW, source_sd_elo=150)
    votes = make_crowd(n_votes=4000, crowd=crowd)
    rated = votes.select(order_answers(votes)).rated()
    pairs = lay_out_pairs(rated)
    rows = place_rows(rated, pairs)
    skill = fit_bradley_terry(counts=pairs.count()).skill_logit
    gap = skill[rows.first] - skill[rows.second]
    whole = deviate(rows, gap, 0.8)
    mine = np.flatnonzero(rated.rater == 3)
    found = deviate_without(rows.take(slice(mine[0], mine[-1] + 1)), whole, gap[mine]).mean_logit
    others = rated.rater != 3
    rest = replace(
        rows,
        source=rows.source[others],
        first=rows.first[others],
        second=rows.second[others],
        points=rows.points[others],
    )
    shift = deviate(rest, gap[others], 0.8).mean_logit
    exact = shift[rows.source, rows.first] - shift[rows.source, rows.second]
    moved = whole.mean_logit[rows.source, rows.first] - whole.mean_logit[rows.source, rows.second]
    # One Newton step leaves a small part of the way that taking him out moves the scores.
    assert np.abs(found - exact[mine]).mean() < 0.1 * np.abs(moved[mine] - exact[mine]).mean()


def test_deviations_find_the_spread_of_the_sources_and_none_where_there_is_none() -> None:
    spreads = {}
    for sd_elo in (0, 140):
        votes = make_crowd(n_votes=8000, crowd=Crowd(raters=30, sources=8, source_sd_elo=sd_elo))
        rated = votes.rated()
        pairs = lay_out_pairs(rated)
        rows = place_rows(rated, pairs)
        skill = fit_bradley_terry(counts=pairs.count()).skill_logit
        found = find_deviations(rows, skill[rows.first] - skill[rows.second])
        spreads[sd_elo] = found.spread_logit if found else 0.0
    assert spreads[0] <= 0.1
    assert spreads[140] == 0.8  # 139 Elo, the nearest of the grid


def test_both_ways_to_take_a_rater_out_are_the_same() -> None:
    votes = make_crowd(n_votes=2000, crowd=FEW)
    rated = votes.select(order_answers(votes)).rated()
    rows = place_rows(rated, lay_out_pairs(rated))
    whole = deviate(rows, np.zeros(len(rated)), 0.8)
    own = rows.take(slice(0, 150))
    chance = expit(np.linspace(-2, 2, 150))
    one, other = (take(own, whole, chance) for take in (take_out_at_once, take_out_by_source))
    np.testing.assert_allclose(one.mean_logit, other.mean_logit, atol=1e-9)
    np.testing.assert_allclose(one.variance(), other.variance())
    pull = np.linspace(-1, 3, 150)
    assert one.quadratic(pull) == pytest.approx(other.quadratic(pull))


def test_a_rater_who_only_saw_traps_is_judged_by_them() -> None:
    votes = make_votes(
        [("a", "b", "a"), ("b", "a", "a"), ("a", "b", "b")],
        raters=("one", "two", "three"),
        rater=np.array([0, 1, 2]),
        sources=("x", "y"),
        source=np.array([0, 1, 0]),
        kind=[0, 0, 1],
        expected=np.array([-1, -1, 0], dtype=np.int8),
    )
    found = judge_raters(votes=votes, fit=fit(votes, model="mle", seed=1))
    assert [each.agreement.answers for each in found] == [1, 0, 1]
    assert (found[1].record.traps, found[1].record.traps_right) == (1, 0)


def test_one_source_has_no_deviations() -> None:
    rows = Comparisons(*(np.zeros(3, int),) * 3, np.ones(3), n_sources=1, n_conditions=2)
    assert find_deviations(rows, np.zeros(3)) is None


def test_agreement_of_attentive_raters_is_standard_normal() -> None:
    votes = make_crowd(n_votes=40_000, crowd=Crowd(raters=300, sources=5))
    found, _ = measure_agreement(votes.select(order_answers(votes)).rated())
    z = np.array([each.z for each in found])
    assert abs(z.mean()) < 0.25 and 0.85 < z.std() < 1.15


def test_the_score_is_observed_minus_expected_log_likelihood() -> None:
    gap, points = np.array([2.0, -1.0, 0.5]), np.array([1.0, 1.0, 0.5])
    found = compare(Gaps(gap, (AmongGaps(np.zeros((3, 3))),)), points)
    chance = 0.01 + 0.98 * expit(gap)
    observed = points * np.log(chance) + (1 - points) * np.log(1 - chance)
    expected = chance * np.log(chance) + (1 - chance) * np.log(1 - chance)
    variance = chance * (1 - chance) * np.log(chance / (1 - chance)) ** 2
    assert found.log_likelihood == pytest.approx(observed.mean())
    assert found.expected == pytest.approx(expected.mean())
    assert found.z == pytest.approx((observed - expected).sum() / np.sqrt(variance.sum()))
    assert found.favourite_share == pytest.approx((1 + 0 + 0.5) / 3)


def test_the_spread_of_the_score_is_that_of_answers_to_uncertain_gaps() -> None:
    rng = np.random.default_rng(4)
    mean, root = rng.normal(0, 1, 40), rng.normal(0, 0.3, (40, 5))
    gaps = Gaps(mean, (AmongGaps(root @ root.T),))
    z = []
    for _ in range(3000):
        truth = mean + root @ rng.standard_normal(5)
        points = rng.random(40) < 0.01 + 0.98 * expit(truth)
        z.append(compare(gaps, points.astype(float)).z)
    assert abs(np.mean(z)) < 0.08 and np.std(z) == pytest.approx(1, abs=0.07)


def test_answers_about_what_nobody_else_rated_are_not_compared() -> None:
    rows = [("a", "b", "a"), ("b", "a", "b"), ("a", "b", "a"), ("c", "a", "a")]
    votes = make_votes(rows, raters=("one", "two"), rater=np.array([0, 0, 1, 1]))
    found, gaps = measure_agreement(votes)
    assert [each.answers for each in found] == [2, 1]
    assert np.isnan(gaps[3]) and gaps[2] > 0


def test_a_lone_rater_agrees_with_nobody() -> None:
    found, _ = measure_agreement(make_votes([("a", "b", "a"), ("b", "a", "a")]))
    assert found[0].answers == 0 and np.isnan(found[0].z)
