from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raters.checks import artefact
from raters.checks.artefact import BankEntry, BankTooSmall
from raters.checks.tests.taking import take

BANK = [
    BankEntry(
        code=str(n),
        source=f"source {n % 4}",
        strength=(n + 1) / 60,
        practice=n >= 58,
        reference_code=f"r{n % 4}",
        original_code=f"o{n}",
        coded_code=f"c{n}",
        size_px=(400, 400),
    )
    for n in range(60)
]
seeds = st.integers(0, 2**63 - 1)


def see(item: dict) -> str:
    return str(item["original"])


def take_check(answer, seed: int):
    return take(artefact, answer, seed=seed, bank=BANK)


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_who_sees_everything_passes_after_ten(seed: int) -> None:
    verdict, answered = take_check(see, seed)
    assert verdict.outcome == "passed"
    assert verdict.measured == {"right": 8, "of": 8, "catches_right": 2}
    assert [each.kind for each in answered[:2]] == ["practice", "practice"]
    assert Counter(each.kind for each in answered[2:]) == {"scored": 6, "catch": 2}


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_items_are_new_and_of_the_strength_the_plan_wants(seed: int) -> None:
    _, answered = take_check(see, seed)
    items = [each.item for each in answered]
    assert len({item["item"] for item in items}) == 10
    assert all(a["source"] != b["source"] for a, b in zip(items, items[1:], strict=False))
    for item in items[2:]:
        least, most = (0.8, 1) if item["kind"] == "catch" else (0.35, 0.79)
        assert least <= item["strength"] <= most


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_the_original_is_on_each_side_four_times(seed: int) -> None:
    _, answered = take_check(see, seed)
    sides = Counter(each.item["original"] for each in answered[2:])
    assert sides == {"first": 4, "second": 4}


@pytest.mark.parametrize("side", artefact.SIDES)
def test_who_presses_one_button_never_passes(side: str) -> None:
    assert all(take_check(lambda item: side, s)[0].outcome == artefact.FAILED for s in range(100))


def test_guessers_pass_as_rarely_as_the_arithmetic_says() -> None:
    rng = np.random.default_rng(1)
    passed = sum(
        take_check(lambda item: artefact.SIDES[rng.integers(2)], seed)[0].outcome == "passed"
        for seed in range(2000)
    )
    # 1/4 * 7/64 = 2.7 %; four standard errors above are 4.2 %.
    assert passed / 2000 < 0.042


def test_a_missed_catch_fails_though_all_else_is_right() -> None:
    missed: list[dict] = []

    def miss_one_catch(item: dict) -> str:
        if item["kind"] == "catch" and not missed:
            missed.append(item)
            return "first" if item["original"] == "second" else "second"
        return see(item)

    verdict, _ = take_check(miss_one_catch, 3)
    assert verdict.outcome == "screened_out_artefact"
    assert verdict.measured["right"] == 7


def test_a_bank_that_is_too_small_is_refused() -> None:
    assert artefact.is_enough(BANK)
    assert not artefact.is_enough(BANK[:30])
    with pytest.raises(BankTooSmall, match="build_item_bank"):
        take(artefact, see, seed=1, bank=[])
