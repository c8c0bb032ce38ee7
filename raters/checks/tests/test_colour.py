from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from raters.checks import colour
from raters.checks.digits import CONFUSED
from raters.checks.tests.taking import take

seeds = st.integers(0, 2**63 - 1)


def read(item: dict) -> str:
    return str(item["digit"])


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_who_reads_every_plate_passes_after_eight(seed: int) -> None:
    verdict, answered = take(colour, read, seed=seed)
    assert verdict.outcome == "passed"
    assert verdict.measured == {"right": 6, "of": 6, "typical_errors": 0}
    assert [each.kind for each in answered] == ["control", "practice"] + ["scored"] * 6


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_the_form_is_two_plates_of_a_kind_in_random_order(seed: int) -> None:
    _, answered = take(colour, read, seed=seed)
    items = [each.item for each in answered if each.kind == "scored"]
    lines = Counter((item["line"], item["second"] is not None) for item in items)
    plain, hiding = (("deutan", False), ("protan", False)), (("deutan", True), ("protan", True))
    assert lines == dict.fromkeys(plain, 2) | dict.fromkeys(hiding, 1)
    for item in items:
        pair = frozenset((item["digit"], item["second"]))
        assert item["second"] is None or (len(pair) == 2 and pair not in CONFUSED)


@settings(deadline=None, max_examples=50)
@given(seeds)
def test_no_digit_comes_twice_in_a_row(seed: int) -> None:
    _, answered = take(colour, read, seed=seed)
    digits = [each.item["digit"] for each in answered]
    assert all(a != b for a, b in zip(digits, digits[1:], strict=False))


def test_the_order_differs_from_seed_to_seed() -> None:
    forms = {tuple(each.item["digit"] for each in take(colour, read, seed=s)[1]) for s in range(30)}
    assert len(forms) == 30


def test_one_error_passes_and_two_do_not() -> None:
    for errors, outcome in ((1, "passed"), (2, "screened_out_colour")):
        left = [errors]

        def miss(item: dict, left: list[int] = left) -> str:
            if item["kind"] == "scored" and left[0]:
                left[0] -= 1
                return "nothing"
            return read(item)

        assert take(colour, miss, seed=5)[0].outcome == outcome


def test_an_unread_control_plate_is_tried_once_more_and_then_the_device_is_blamed() -> None:
    verdict, answered = take(colour, lambda item: "nothing", seed=1)
    assert verdict.outcome == "device"
    assert [each.kind for each in answered] == ["control", "control"]
    assert answered[0].item["digit"] != answered[1].item["digit"]


def test_a_dichromat_is_screened_out_with_typical_errors() -> None:
    def dichromat(item: dict) -> str:
        if item["line"] != "protan":
            return read(item)
        return "nothing" if item["second"] is None else str(item["second"])

    verdict, _ = take(colour, dichromat, seed=2)
    assert verdict.outcome == "screened_out_colour"
    assert verdict.measured == {"right": 3, "of": 6, "typical_errors": 1}


def test_the_practice_plate_decides_nothing() -> None:
    verdict, _ = take(colour, lambda i: "nothing" if i["kind"] == "practice" else read(i), seed=3)
    assert verdict.outcome == "passed"


def test_guessers_fail() -> None:
    rng = np.random.default_rng(0)

    def guess(item: dict) -> str:
        return read(item) if item["kind"] == "control" else str(rng.integers(10))

    outcomes = Counter(take(colour, guess, seed=seed)[0].outcome for seed in range(300))
    assert outcomes["passed"] == 0
