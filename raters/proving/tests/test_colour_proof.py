"""The proof in small: 60 raters of each kind, so that a promise is not broken unnoticed."""

from __future__ import annotations

import functools
import os
from unittest.mock import patch

import numpy as np
import pytest

from raters.checks import colour
from raters.checks.tests.taking import take
from raters.proving.colour import (
    BAD,
    DICHROMATS,
    GOOD,
    PROMISES,
    STRONG,
    Rates,
    find_broken,
    prove,
    simulate,
    tell_drawing_time,
    tell_passed,
    tell_promises,
)
from raters.proving.displays import DISPLAYS
from raters.proving.eyes import EYES
from raters.proving.judging import OUTCOMES, judge_form, list_items, take_colour

RATERS = 60


@functools.lru_cache(maxsize=1)
def small_rates() -> Rates:
    return simulate(raters=RATERS, seed=7, workers=os.cpu_count() or 1)


def test_the_promises_hold_within_what_sixty_raters_can_tell() -> None:
    rates = small_rates()
    assert min(rates.of(GOOD, ["normal"])) >= 100 * (RATERS - 2) / RATERS
    assert min(rates.of(BAD, ["normal"])) >= 100 * (RATERS - 4) / RATERS
    assert max(rates.of(GOOD, DICHROMATS)) <= 100 * 1 / RATERS
    assert max(rates.of(BAD, DICHROMATS)) <= 100 * 4 / RATERS
    assert max(rates.of([*GOOD, *BAD], STRONG)) <= 100 * 9 / RATERS


def test_dichromats_answer_the_hidden_digit() -> None:
    rates = small_rates()
    typical = dict(zip(EYES, rates.typical[list(DISPLAYS).index("srgb")], strict=True))
    assert typical["normal"] < 0.2
    assert min(typical[name] for name in DICHROMATS) > 1.5


def test_no_eye_misses_the_control_plate() -> None:
    assert small_rates().device.max() <= 100 * 1 / RATERS


def rates_of(passed: float) -> Rates:
    shape = (len(DISPLAYS), len(EYES))
    zero = np.zeros(shape)
    return Rates(10, np.full((3, *shape), passed), zero, zero, np.zeros((5, *shape)))


def test_a_broken_promise_is_told() -> None:
    nobody, everybody = find_broken(rates_of(0)), find_broken(rates_of(100))
    assert nobody == [each.label for each in PROMISES if each.at_least]
    assert everybody == [each.label for each in PROMISES if each.at_most < 100]
    assert tell_promises(rates_of(0)).count("| no |") == 2


def test_the_table_names_every_display_and_eye() -> None:
    told = tell_passed(rates_of(50))
    for label in [each.label for each in (*DISPLAYS.values(), *EYES.values())]:
        assert label in told


def test_the_same_seed_gives_the_same_rates() -> None:
    kinds = {"displays": [DISPLAYS["srgb"]], "eyes": [EYES["normal"], EYES["deutan_0.6"]]}
    first, again = (take_colour(3, 5, **kinds) for _ in range(2))
    np.testing.assert_array_equal(first.outcome, again.outcome)
    np.testing.assert_array_equal(first.right, again.right)


def test_the_items_are_those_of_the_check() -> None:
    items = list_items(11)
    _, answered = take(colour, lambda item: str(item["digit"]), seed=11)
    assert items[:14] == [each.item for each in answered]
    assert [item["kind"] for item in items[14:]] == ["scored"] * 10


@pytest.mark.parametrize("right", range(11))
def test_it_judges_as_the_check_does(right: int) -> None:
    left = [right]

    def read_some(item: dict) -> str:
        left[0] -= item["kind"] == "scored"
        return str(item["digit"]) if left[0] >= 0 else "nothing"

    verdict, _ = take(colour, read_some, seed=2)
    passed, again = judge_form(np.arange(10)[:, None] < [[right]])
    assert bool(passed[0]) == (verdict.outcome == OUTCOMES[0])
    assert bool(again[0]) == (verdict.measured["forms"] == 2)


def test_it_is_told_in_markdown() -> None:
    timed = tell_drawing_time(seed=1, forms=1)
    with (
        patch("raters.proving.colour.tell_drawing_time", return_value=timed),
        patch("raters.proving.colour.simulate", return_value=rates_of(50)),
    ):
        told = prove(raters=10, seed=1, workers=1)
    assert "| normal, good display | at least 99 | 50.0 | no |" in told
    assert "ms at the 99th percentile" in told
    assert "Share of 10 simulated raters" in told
