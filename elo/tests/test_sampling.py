"""Simulated studies under each sampler: the active one needs fewer votes, and stays honest."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.ladders import Ladder, make_rates, simulate_ladder, spread_costs
from elo.core.planning import Prices, find_votes, interpolate_votes, list_marks
from elo.core.sampling import Growth, Panel, answer, deal, grow, open_study
from elo.core.widths import Widths


def make_ladder(codecs: int = 5, rates: int = 5, seed: int = 1) -> Ladder:
    codec, bpp = make_rates(codecs=codecs, rates=rates, seed=seed)
    return simulate_ladder(codec=codec, bpp=bpp, costs=spread_costs(codecs), seed=seed)


def widths_at(sampler: str, votes: int, seeds: range, test: int | None = None) -> list[Widths]:
    return [
        next(
            grow(
                ladder=make_ladder(seed=seed),
                panel=Panel(),
                sampler=sampler,
                marks=[votes],
                seed=seed,
                test=test,
            )
        ).widths
        for seed in seeds
    ]


def test_true_scores_rise_with_rate_and_the_costly_codec_is_last() -> None:
    ladder = make_ladder()
    elo = ladder.elo.reshape(5, 5)
    assert (np.diff(elo, axis=1) > 0).all()
    assert (elo[0] > elo[-1]).all()
    assert ladder.codecs == 5
    steps = np.diff(elo, axis=1).mean(axis=0)
    assert steps[0] > steps[-1]  # a doubling gains less at high rates


def test_active_pairs_reach_a_width_with_half_the_votes_of_random_ones() -> None:
    seeds = range(4)
    random = np.mean([each.half_width for each in widths_at("random", 3000, seeds)])
    active = np.mean([each.half_width for each in widths_at("active", 1500, seeds)])
    assert active < random


def test_one_codecs_savings_need_fewer_still() -> None:
    seeds = range(3)
    every = widths_at("scores", 2000, seeds, test=0)
    aimed = widths_at("active", 2000, seeds, test=0)
    assert np.mean([each.half_width for each in aimed]) < np.mean(
        [each.half_width for each in every]
    )
    assert aimed[0].pairs == 4


def test_intervals_hold_the_truth_under_every_sampler() -> None:
    for sampler in ("random", "active"):
        covered = [each.covered for each in widths_at(sampler, 1500, range(10, 18))]
        assert 0.85 < np.mean(covered) <= 1, sampler


def test_balanced_pairs_are_asked_alike_often() -> None:
    study = open_study(ladder=make_ladder(3, 3), panel=Panel(), seed=1)
    answer(study, deal(study, 100))
    asked = study.total[np.triu_indices(9, 1)]
    assert asked.sum() == study.votes == 100
    assert set(asked.tolist()) == {2.0, 3.0}


def test_ties_count_half_and_the_share_of_random_answers_is_found() -> None:
    panel = Panel(lapsing=0.3, random_share=1.0, attentive_share=0, tie=0.5)
    study = open_study(ladder=make_ladder(3, 3), panel=panel, seed=1)
    answer(study, deal(study, 2000))
    assert (study.points * 2 % 1 == 0).all() and (study.points % 1 == 0.5).any()
    plain = Panel(lapsing=0.3, random_share=1.0, attentive_share=0)
    last = next(grow(ladder=make_ladder(), panel=plain, sampler="random", marks=[9000], seed=1))
    assert last.lapse == pytest.approx(0.3, abs=0.04)


def test_same_seed_same_study() -> None:
    first, second = (widths_at("active", 400, range(1)) for _ in range(2))
    assert first == second


def test_an_unknown_sampler_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sampler 'best', expected one of"):
        next(grow(ladder=make_ladder(), panel=Panel(), sampler="best", marks=[50], seed=1))


def test_shares_are_shares() -> None:
    with pytest.raises(ValueError, match="lapsing is 2, expected a share from 0 to 1"):
        Panel(lapsing=2)
    with pytest.raises(ValueError, match="raters and sources"):
        Panel(raters=0)
    with pytest.raises(ValueError, match="must not be negative"):
        Panel(tie=-1)


def make_growth(votes: int, half_width: float) -> Growth:
    return Growth(votes, 0.1, Widths(half_width, 0.95, 0, 10))


def test_votes_between_two_looks_follow_the_root() -> None:
    growth = [make_growth(1000, 0.10), make_growth(4000, 0.05)]
    assert interpolate_votes(growth, 0.08) == pytest.approx(1000 * (0.10 / 0.08) ** 2, abs=1)
    assert interpolate_votes(growth[:1], 0.2) == 1000
    assert list(list_marks(100, 300, 1.5)) == [100, 150, 225, 300]


def find(half_width: float, most_votes: int = 4000, **changes: float):
    told: list[Growth] = []
    plan = find_votes(
        ladder=make_ladder(3, 4),
        panel=Panel(),
        sampler="active",
        half_width=half_width,
        most_votes=most_votes,
        seed=1,
        tell=told.append,
        **changes,
    )
    return plan, told


def test_a_plan_says_how_many_votes_or_that_the_bound_is_too_low() -> None:
    plan, told = find(0.12)
    assert plan.votes is not None
    assert plan.growth[-2].votes < plan.votes <= plan.growth[-1].votes
    assert told == list(plan.growth)
    short, _ = find(0.01, most_votes=500)
    assert short.votes is None and short.growth[-1].votes == 500


def test_a_plan_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="half-width must lie between 0 and 1, got 1.5"):
        find(1.5)
    with pytest.raises(ValueError, match="at most 10 votes are fewer than the 60"):
        find(0.1, most_votes=10)


def test_prices_are_of_whole_sessions() -> None:
    prices = Prices(votes=55, minutes=20, pay=4)
    assert (prices.sessions(56), prices.hours(56), prices.money(56)) == (2, 40 / 60, 8)
    with pytest.raises(ValueError, match="at least one vote"):
        Prices(votes=0, minutes=20, pay=4)
    with pytest.raises(ValueError, match="more than 0 minutes"):
        Prices(votes=5, minutes=0, pay=4)


def test_a_truth_without_a_shared_range_is_refused() -> None:
    ladder = make_ladder(2, 3)
    apart = Ladder(ladder.codec, ladder.bpp, ladder.elo + 5000 * (ladder.codec == 0))
    with pytest.raises(ValueError, match="no two codecs truly have a shared range"):
        next(grow(ladder=apart, panel=Panel(), sampler="random", marks=[60], seed=1))
