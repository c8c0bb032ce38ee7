"""Simulated people who differ: what is asked for is what comes out, and the truth is kept."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.truth.answers import Design, answer_study
from elo.core.truth.world import People, Truth, draw_truth
from elo.core.types import BIAS, ELO_PER_LOGIT, REPEAT, TIE, TRAP, VOTE, Votes

ALIKE = {"a": 2000.0, "b": 2000.0}


def answer(elo=ALIKE, *, people: People, design: Design, seed: int = 1) -> tuple[Truth, Votes]:
    truth = draw_truth(elo=elo, people=people, seed=seed)
    return truth, answer_study(truth=truth, design=design, seed=seed)


def test_the_same_seed_gives_the_same_study() -> None:
    people, design = People(tie=0.3, source_sd_elo=50), Design()
    first, again = (answer(people=people, design=design, seed=4) for _ in range(2))
    assert first[1].digest() == again[1].digest()
    np.testing.assert_array_equal(first[0].source_elo, again[0].source_elo)
    assert answer(people=people, design=design, seed=5)[1].digest() != first[1].digest()


def test_every_rater_is_asked_the_whole_design_and_all_is_marked_as_simulated() -> None:
    _, votes = answer(people=People(raters=9), design=Design(20, 3, 2, 1))
    assert votes.simulated.all() and len(votes) == 9 * 26
    for kind, count in ((VOTE, 20), (TRAP, 3), (REPEAT, 2), (BIAS, 1)):
        assert np.bincount(votes.rater[votes.kind == kind]).tolist() == [count] * 9


def test_a_second_showing_is_of_a_pair_the_same_rater_saw() -> None:
    elo = dict.fromkeys("abcdef", 2000.0)
    _, votes = answer(elo, people=People(raters=6), design=Design(12, 0, 3, 0))
    shown = {kind: set() for kind in (VOTE, REPEAT)}
    columns = (votes.kind, votes.rater, votes.source, votes.condition_a, votes.condition_b)
    for kind, *trial in zip(*(column.tolist() for column in columns), strict=True):
        shown[kind].add(tuple(trial))
    assert shown[REPEAT] and shown[REPEAT] <= shown[VOTE]


def test_careless_raters_pass_traps_as_guessers_do_and_others_miss_some() -> None:
    people = People(raters=400, careless=0.25, usual_lapse=0.0, miss=0.1)
    truth, votes = answer(people=people, design=Design(1, 40, 0, 0))
    assert np.mean(truth.lapse >= 0.5) == pytest.approx(0.25, abs=0.06)
    traps = votes.select(votes.kind == TRAP)
    right = traps.choice == traps.expected
    for careless in (False, True):
        mine = (truth.lapse[traps.rater] >= 0.5) == careless
        lapse = truth.lapse[traps.rater][mine]
        expected = np.mean((1 - lapse) * (1 - people.miss) + lapse / 2)
        assert np.mean(right[mine]) == pytest.approx(expected, abs=0.02)


def test_with_ties_a_guesser_is_right_on_a_third_of_the_traps() -> None:
    people = People(raters=200, careless=0.0, usual_lapse=1.0, tie=0.5)
    _, votes = answer(people=people, design=Design(1, 20, 0, 0))
    traps = votes.select(votes.kind == TRAP)
    assert np.mean(traps.choice == traps.expected) == pytest.approx(1 / 3, abs=0.03)
    assert np.mean(traps.choice == TIE) == pytest.approx(1 / 3, abs=0.03)


def test_contrary_raters_choose_the_worse_and_fail_every_trap() -> None:
    people = People(raters=50, careless=0.0, usual_lapse=0.0, contrary=1.0, miss=0.0)
    truth, votes = answer({"a": 2400.0, "b": 2000.0}, people=people, design=Design(100, 5, 0, 0))
    assert truth.contrary.all()
    rated, traps = votes.rated(), votes.select(votes.kind == TRAP)
    a_won = (rated.choice == 0) == (rated.condition_a == 0)
    assert np.mean(a_won) == pytest.approx(1 / 11, abs=0.02)
    assert not (traps.choice == traps.expected).any()


def test_a_habit_of_the_left_shows_on_identical_images() -> None:
    people = People(raters=200, careless=0.0, usual_lapse=0.0, side_elo=200.0)
    _, votes = answer(people=people, design=Design(1, 0, 0, 50))
    same = votes.select(votes.kind == BIAS)
    np.testing.assert_array_equal(same.condition_a, same.condition_b)
    assert np.mean(same.choice == same.left) == pytest.approx(1 / (1 + 10**-0.5), abs=0.015)


def test_each_source_has_scores_of_its_own() -> None:
    people = People(raters=300, sources=4, careless=0.0, usual_lapse=0.0, source_sd_elo=150.0)
    truth, votes = answer(people=people, design=Design(100, 0, 0, 0))
    gap = truth.source_elo[:, 0] - truth.source_elo[:, 1]
    assert gap.std() > 50
    for source in range(4):
        mine = votes.source == source
        a_won = (votes.choice[mine] == 0) == (votes.condition_a[mine] == 0)
        chance = 1 / (1 + np.exp(-gap[source] / ELO_PER_LOGIT))
        assert np.mean(a_won) == pytest.approx(chance, abs=0.025)


def test_a_codec_has_effects_that_its_rates_share() -> None:
    people = People(sources=2000, source_sd_elo=40.0, codec_sd_elo=60.0)
    elo = dict.fromkeys("abcd", 2000.0)
    effect = draw_truth(elo=elo, people=people, seed=1, codec=[0, 0, 1, 1]).source_elo
    expected = np.kron(np.eye(2), np.full((2, 2), 60.0**2)) + 40.0**2 * np.eye(4)
    np.testing.assert_allclose(np.cov(effect, rowvar=False), expected, atol=400)
    alone = draw_truth(elo=elo, people=people, seed=1).source_elo
    assert np.abs(np.corrcoef(alone, rowvar=False) - np.eye(4)).max() < 0.1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"raters": 0}, "at least 1"),
        ({"usual_lapse": 1.2}, r"usual_lapse is 1\.2, expected a share"),
        ({"careless": 0.7, "contrary": 0.7}, "at most 1 together"),
        ({"tie": -1}, "must not be negative"),
    ],
)
def test_impossible_people_are_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        People(**wrong)


def test_impossible_designs_and_truths_are_refused() -> None:
    with pytest.raises(ValueError, match="3 repeats, but only 2 pairs"):
        Design(votes=2, repeats=3)
    with pytest.raises(ValueError, match="at least one pair"):
        Design(votes=0)
    with pytest.raises(ValueError, match="two conditions"):
        draw_truth(elo={"a": 1.0}, people=People(), seed=1)
    whole = {"lapse": np.zeros(2), "contrary": np.zeros(2, dtype=bool)}
    with pytest.raises(ValueError, match=r"2 conditions, but elo has shape \(3,\)"):
        Truth(("a", "b"), np.zeros(3), np.zeros((1, 2)), **whole)
    with pytest.raises(ValueError, match="elo holds values that are not finite"):
        Truth(("a", "b"), np.array([0, np.nan]), np.zeros((1, 2)), **whole)
