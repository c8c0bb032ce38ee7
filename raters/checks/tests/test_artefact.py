from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raters.checks import artefact
from raters.checks.artefact_rules import POLICY
from raters.checks.items import SIDES, BankTooSmall, plan_sides
from raters.checks.psi import chance_right
from raters.checks.steps import Answered, Show
from raters.checks.tests.bank import make_entries
from raters.checks.tests.taking import take

BANK = make_entries(108, sources=6)
LOOKS = (16, 20, 24, 28)
seeds = st.integers(0, 2**63 - 1)


def see(item: dict) -> str:
    return str(item["original"])


def miss(item: dict) -> str:
    return SIDES[1 - SIDES.index(item["original"])]


def take_check(answer, seed: int):
    return take(artefact, answer, seed=seed, bank=BANK)


def make_observer(seed: int, threshold: float, lapse: float = 0.02):
    """Somebody with this threshold."""
    rng = np.random.default_rng(seed)

    def answer(item: dict) -> str:
        chance = chance_right(item["strength"], threshold=threshold, slope=3.5, lapse=lapse)
        return see(item) if rng.random() < chance else miss(item)

    return answer


@settings(max_examples=30)
@given(seeds)
def test_who_sees_everything_passes_after_sixteen(seed: int) -> None:
    verdict, answered = take_check(see, seed)
    assert verdict.outcome == "passed"
    assert verdict.measured["items"] == verdict.measured["right"] == 16
    assert verdict.measured["threshold"] < 0.2
    assert verdict.measured["catches_missed"] == 0
    assert [each.kind for each in answered[:2]] == ["practice", "practice"]
    kinds = [each.kind for each in answered[2:]]
    assert kinds == ["catch" if number % 5 == 0 else "scored" for number in range(1, 17)]


@settings(max_examples=30)
@given(seeds, st.floats(0.1, 1.2))
def test_items_are_new_and_photographs_change(seed: int, threshold: float) -> None:
    verdict, answered = take_check(make_observer(seed, threshold), seed)
    items = [each.item for each in answered]
    assert len({item["item"] for item in items}) == len(items)
    # Rarely all that is left of a kind is of the photograph just seen.
    assert sum(a["source"] == b["source"] for a, b in pairwise(items)) <= 1
    assert all(item["strength"] >= 0.85 for item in items if item["kind"] == "catch")
    assert verdict.measured["items"] in LOOKS
    assert len(items) == verdict.measured["items"] + 2


@settings(max_examples=20)
@given(seeds, st.floats(0.1, 1.2))
def test_the_same_answers_lead_to_the_same_items(seed: int, threshold: float) -> None:
    one, other = (take_check(make_observer(seed, threshold), seed)[1] for _ in range(2))
    assert [each.item for each in one] == [each.item for each in other]


def test_items_differ_from_rater_to_rater() -> None:
    first = {take_check(see, seed)[1][2].item["item"] for seed in range(30)}
    assert len(first) > 3


def test_items_grow_harder_for_who_sees_them_and_easier_for_who_does_not() -> None:
    def mean_strength(answer) -> float:
        _, answered = take_check(answer, 1)
        scored = [each.item["strength"] for each in answered if each.kind == "scored"]
        return float(np.mean(scored[4:]))

    assert mean_strength(make_observer(1, 0.1)) < 0.35 < 0.6 < mean_strength(miss)


@settings(max_examples=50)
@given(seeds)
def test_each_side_comes_equally_often_up_to_every_look(seed: int) -> None:
    sides = plan_sides(seed, POLICY)
    for items in LOOKS:
        assert Counter(sides[:items]) == dict.fromkeys(SIDES, items // 2)
    assert Counter(sides[4:20:5]) == dict.fromkeys(SIDES, 2)


@settings(max_examples=20)
@given(
    seeds,
    st.integers(1, 30),
    st.integers(1, 40),
    st.integers(0, 7),
    st.integers(0, 6),
)
def test_other_rules_get_a_side_for_every_item(seed, least, most, look, every) -> None:
    rules = POLICY | {
        "items_least": least,
        "items_most": most,
        "look_every": look,
        "catch_every": every,
    }
    sides = plan_sides(seed, rules)
    assert len(sides) == most and set(sides) <= set(SIDES)


def test_the_order_of_sides_differs_from_seed_to_seed() -> None:
    assert len({tuple(plan_sides(seed, POLICY)) for seed in range(40)}) == 40


@pytest.mark.parametrize("side", SIDES)
def test_who_presses_one_button_never_passes(side: str) -> None:
    assert all(take_check(lambda item: side, s)[0].outcome == artefact.FAILED for s in range(60))


def test_guessers_fail_and_people_who_see_pass() -> None:
    def count_passes(threshold: float, lapse: float) -> int:
        observers = ((make_observer(seed, threshold, lapse), seed) for seed in range(200))
        return sum(take_check(each, seed)[0].outcome == "passed" for each, seed in observers)

    assert count_passes(0.35, lapse=1) <= 4
    assert count_passes(0.35, lapse=0.02) >= 194
    assert count_passes(0.9, lapse=0.02) <= 20


def test_two_missed_catches_fail_though_all_else_is_right() -> None:
    for missed, outcome in ((1, "passed"), (2, "screened_out_artefact")):
        left = [missed]

        def answer(item: dict, left: list[int] = left) -> str:
            left[0] -= item["kind"] == "catch"
            return miss(item) if item["kind"] == "catch" and left[0] >= 0 else see(item)

        verdict, _ = take_check(answer, 3)
        assert (verdict.outcome, verdict.measured["catches_missed"]) == (outcome, missed)


def test_practice_decides_nothing() -> None:
    verdict, _ = take_check(lambda i: miss(i) if i["kind"] == "practice" else see(i), 3)
    assert verdict.outcome == "passed" and verdict.measured["right"] == 16


def test_another_limit_judges_a_stored_attempt_anew() -> None:
    measured = take_check(make_observer(2, 0.4), 2)[0].measured
    finer = {limit: artefact.passes(measured, {"limit": limit}) for limit in (0.1, 0.3, 0.7, 0.95)}
    assert list(finer.values()) == sorted(finer.values())
    assert finer[0.7] and not finer[0.1]
    assert measured["probability"] == measured["finer_than"]["0.70"]
    assert artefact.passes(measured, {"limit": 0.73}) and not artefact.passes(
        measured, {"limit": 0}
    )
    assert not artefact.passes(measured | {"catches_missed": 2}, {})
    assert artefact.passes(measured | {"catches_missed": 2}, {"catches_missed_most": 2})
    with pytest.raises(ValueError, match="no threshold was measured"):
        artefact.passes({"simulated": True}, {})


def take_under(rules: dict, answer, seed: int = 1):
    """The verdict and answers of an attempt under a study's own rules."""
    answered: list[Answered] = []
    known = {"seed": seed, "policy": POLICY | rules, "bank": BANK}
    while isinstance(step := artefact.next_step(answered=answered, **known), Show):
        given = answer(step.item)
        answered.append(Answered(step.item, given, given == step.item["original"]))
    return step, answered


def test_rules_of_a_study_hold() -> None:
    rules = {"items_least": 8, "items_most": 8, "practice": 1, "catch_every": 4}
    verdict, answered = take_under(rules, see)
    assert Counter(each.kind for each in answered) == {"practice": 1, "scored": 6, "catch": 2}
    assert verdict.measured["items"] == 8


def test_more_is_asked_before_the_last_look() -> None:
    def count_items(**rules: float) -> int:
        verdicts = (take_under(rules, make_observer(s, 0.45), s)[0] for s in range(12))
        return sum(verdict.measured["items"] for verdict in verdicts)

    assert count_items(early_probability=0.999) > count_items() > count_items(early_probability=0.9)
    # What passes is asked at every look, whatever less a study would have for the early ones.
    assert count_items(early_probability=0.5) == count_items(early_probability=0.9)


def test_an_attempt_begun_under_rules_that_lack_some_goes_on() -> None:
    step = artefact.next_step(seed=1, policy={"limit": 0.5}, answered=[], bank=BANK)
    assert step.item["kind"] == "practice"


def test_an_empty_bank_is_refused() -> None:
    with pytest.raises(BankTooSmall, match="build_item_bank"):
        take(artefact, see, seed=1, bank=[])
