from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raters.checks import colour
from raters.checks.digits import CONFUSED
from raters.checks.tests.taking import take

seeds = st.integers(0, 2**63 - 1)


def read(item: dict) -> str:
    return str(item["digit"])


def miss(*errors: int) -> Callable[[dict], str]:
    """Somebody who misses so many of the first scored plates of each form."""
    seen = [0]

    def answer(item: dict) -> str:
        if item["kind"] != "scored":
            return read(item)
        form, place = divmod(seen[0], colour.POLICY["plates"])
        seen[0] += 1
        return "nothing" if place < errors[form] else read(item)

    return answer


@settings(max_examples=20)
@given(seeds)
def test_who_reads_every_plate_passes_after_one_form(seed: int) -> None:
    verdict, answered = take(colour, read, seed=seed)
    assert verdict.outcome == "passed"
    assert verdict.measured == {
        "right": 10,
        "of": 10,
        "first_right": 10,
        "forms": 1,
        "typical_errors": 0,
        "tritan_right": 2,
        "tritan_of": 2,
    }
    kinds = [each.kind for each in answered]
    assert kinds[:2] == ["control", "practice"]
    assert Counter(kinds[2:]) == {"scored": 10, "tritan": 2}


@settings(max_examples=20)
@given(seeds)
def test_a_form_is_balanced_over_lines_and_chroma(seed: int) -> None:
    _, answered = take(colour, miss(3, 0), seed=seed)
    items = [each.item for each in answered if each.kind == "scored"]
    assert len(items) == 20
    for form in (items[:10], items[10:]):
        plates = Counter((item["line"], item["chroma"], item["second"] is None) for item in form)
        plain = [(line, how, True) for line in ("deutan", "protan") for how in ("strong", "weak")]
        assert plates == dict.fromkeys([*plain, ("middle", "strong", False)], 2)


@settings(max_examples=20)
@given(seeds)
def test_digits_that_are_alike_never_share_a_plate(seed: int) -> None:
    _, answered = take(colour, miss(3, 0), seed=seed)
    for item in [each.item for each in answered if each.item["second"] is not None]:
        pair = frozenset((item["digit"], item["second"]))
        assert len(pair) == 2
        assert pair not in CONFUSED


@settings(max_examples=20)
@given(seeds)
def test_no_digit_comes_twice_in_a_row(seed: int) -> None:
    _, answered = take(colour, read, seed=seed)
    digits = [each.item["digit"] for each in answered]
    assert all(a != b for a, b in zip(digits, digits[1:], strict=False))


def test_the_order_differs_from_seed_to_seed() -> None:
    orders = set()
    for seed in range(30):
        _, answered = take(colour, miss(3, 0), seed=seed)
        lines = [(each.item["line"], each.item["chroma"]) for each in answered[2:]]
        orders |= {tuple(lines[:12]), tuple(lines[12:])}
    assert len(orders) == 60


def test_tritan_plates_come_anywhere_in_the_first_form() -> None:
    places: Counter[int] = Counter()
    for seed in range(300):
        answered = take(colour, read, seed=seed)[1]
        places.update(n for n, each in enumerate(answered) if each.kind == "tritan")
    assert sorted(places) == list(range(2, 14))
    assert min(places.values()) > 20


def test_the_second_form_is_a_fresh_one() -> None:
    _, answered = take(colour, miss(3, 0), seed=4)
    first, second = answered[2:14], answered[14:]
    assert [each.kind for each in second] == ["scored"] * 10
    scored = [each for each in first if each.kind == "scored"]
    assert [each.item for each in scored] != [each.item for each in second]


@pytest.mark.parametrize(
    ("errors", "outcome", "right", "forms"),
    [
        ((0,), "passed", 10, 1),
        ((2,), "passed", 8, 1),
        ((3, 0), "passed", 10, 2),
        ((3, 2), "passed", 8, 2),
        ((3, 3), "screened_out_colour", 7, 2),
        ((3, 10), "screened_out_colour", 0, 2),
        ((4,), "screened_out_colour", 6, 1),
        ((10,), "screened_out_colour", 0, 1),
    ],
)
def test_eight_pass_and_seven_are_given_a_second_form(
    errors: tuple[int, ...], outcome: str, right: int, forms: int
) -> None:
    verdict, answered = take(colour, miss(*errors), seed=5)
    assert verdict.outcome == outcome
    assert (verdict.measured["right"], verdict.measured["forms"]) == (right, forms)
    assert verdict.measured["first_right"] == 10 - errors[0]
    # Never cut short, however it goes.
    assert len(answered) == (14 if forms == 1 else 24)


def test_a_study_may_ask_for_fewer_plates_and_no_second_form() -> None:
    rules = {"plates": 6, "pass_at": 5, "second_form_at": 5, "tritan_plates": 0}
    policy = colour.POLICY | rules
    verdict, answered = take(colour, miss(2), seed=1, policy=policy)
    assert (verdict.outcome, verdict.measured["of"]) == ("screened_out_colour", 6)
    assert len(answered) == 8


def test_an_attempt_that_began_under_older_rules_goes_on() -> None:
    older = {"plates": 6, "pass_at": 5, "control_tries": 2}
    assert take(colour, miss(1), seed=1, policy=older)[0].outcome == "passed"


def test_the_tritan_plates_are_recorded_and_decide_nothing() -> None:
    verdict, _ = take(colour, lambda i: "nothing" if i["kind"] == "tritan" else read(i), seed=6)
    assert verdict.outcome == "passed"
    assert (verdict.measured["tritan_right"], verdict.measured["tritan_of"]) == (0, 2)


def test_an_unread_control_plate_is_tried_once_more_and_then_the_device_is_blamed() -> None:
    verdict, answered = take(colour, lambda item: "nothing", seed=1)
    assert verdict.outcome == "device"
    assert [each.kind for each in answered] == ["control", "control"]
    assert answered[0].item["digit"] != answered[1].item["digit"]


def test_a_dichromat_is_screened_out_with_typical_errors() -> None:
    def dichromat(item: dict) -> str:
        if item["line"] not in {"protan", "middle"}:
            return read(item)
        return "nothing" if item["second"] is None else str(item["second"])

    verdict, _ = take(colour, dichromat, seed=2)
    assert verdict.outcome == "screened_out_colour"
    assert (verdict.measured["right"], verdict.measured["typical_errors"]) == (4, 2)


def test_typical_errors_decide_nothing() -> None:
    def misread(item: dict) -> str:
        return read(item) if item["second"] is None else str(item["second"])

    verdict, _ = take(colour, misread, seed=2)
    assert (verdict.outcome, verdict.measured["typical_errors"]) == ("passed", 2)


def test_the_practice_plate_decides_nothing() -> None:
    verdict, _ = take(colour, lambda i: "nothing" if i["kind"] == "practice" else read(i), seed=3)
    assert verdict.outcome == "passed"


def test_guessers_fail() -> None:
    rng = np.random.default_rng(0)

    def guess(item: dict) -> str:
        return read(item) if item["kind"] == "control" else str(rng.choice(colour.DIGITS_SHOWN))

    outcomes = Counter(take(colour, guess, seed=seed)[0].outcome for seed in range(300))
    assert outcomes == {"screened_out_colour": 300}


def test_the_page_is_told_how_many_there_are_and_where_the_second_form_begins() -> None:
    _, answered = take(colour, miss(3, 1), seed=8)
    totals = [colour.count_items(answered[:n], colour.POLICY) for n in range(25)]
    assert totals == [14] * 14 + [24] * 11
    begins = [n for n in range(25) if colour.begins_second_form(answered[:n], colour.POLICY)]
    assert begins == [14]
    _, passed = take(colour, read, seed=8)
    assert colour.count_items(passed, colour.POLICY) == 14
    assert not colour.begins_second_form(passed, colour.POLICY)
