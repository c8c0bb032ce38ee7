from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgcodecs.search import TOLERANCE, Found, NotFound, RateSearch
from imgcodecs.targets import DEFAULT_TARGETS_BPP

Curve = Callable[[int], float]


def search_curve(rate_at: Curve, steps: int, targets: list[float]) -> RateSearch:
    search = RateSearch(steps=steps, targets_bpp=sorted(targets))
    while indices := search.next_steps():
        for index in indices:
            search.learn(index, rate_at(index))
    return search


def search_list(rates: list[float], *targets: float) -> list[Found | NotFound]:
    search = search_curve(rates.__getitem__, len(rates), list(targets))
    return list(search.results().values())


CURVES: dict[str, tuple[Curve, int]] = {
    "a quantiser's": (lambda step: 0.012 * 2 ** (step / 7.6), 64),
    "JPEG's, steep at its end": (lambda step: 0.07 + 0.009 * step + 4.6 * (step / 99) ** 9, 100),
    "a distance in steps of 0.01": (lambda step: 0.09 * (2500 / (2501 - step)) ** 0.6, 2500),
}


@pytest.mark.parametrize("name", CURVES)
def test_it_needs_few_encodes_a_target(name: str) -> None:
    curve, steps = CURVES[name]
    targets = [bpp for bpp in DEFAULT_TARGETS_BPP if bpp > curve(0)]
    search = search_curve(curve, steps, targets)
    for target_bpp, step in search.results().items():
        assert isinstance(step, Found)
        nearest = min(abs(math.log(curve(index) / target_bpp)) for index in range(steps))
        assert abs(step.bpp / target_bpp - 1) <= max(TOLERANCE, math.expm1(nearest) + 1e-9)
    assert len(search.known) <= 3 * len(targets)


def test_targets_share_encodes() -> None:
    search = search_curve(lambda step: 1.1**step, 64, [20.0, 20.1])
    first, second = search.results().values()
    assert isinstance(first, Found) and isinstance(second, Found)
    assert first.encodes + second.encodes == len(search.known)
    assert second.index == first.index


def test_the_order_of_answers_does_not_matter() -> None:
    curve, steps = CURVES["a quantiser's"]
    straight = search_curve(curve, steps, list(DEFAULT_TARGETS_BPP))
    turned = RateSearch(steps=steps, targets_bpp=DEFAULT_TARGETS_BPP)
    while indices := turned.next_steps():
        for index in reversed(indices):
            turned.learn(index, curve(index))
    assert turned.results() == straight.results()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (0.001, "the smallest file it makes is 0.1 bpp"),
        (99.0, "the largest file it makes is 0.516 bpp"),
    ],
)
def test_a_rate_beyond_the_range_is_not_found(target: float, reason: str) -> None:
    (step,) = search_list([0.1 * 1.2**step for step in range(10)], target)
    assert step == NotFound(reason, failed=False)


def test_a_rate_just_beyond_the_range_is_its_end() -> None:
    (step,) = search_list([0.1 * 1.2**step for step in range(10)], 0.098)
    assert isinstance(step, Found)
    assert (step.index, step.misses(0.098)) == (0, False)


def test_the_nearer_of_two_steps_is_taken_where_neither_is_near() -> None:
    (step,) = search_list([0.1, 0.2, 0.3, 0.4], 0.26)
    assert isinstance(step, Found)
    assert (step.bpp, step.misses(0.26)) == (0.3, True)


def test_a_step_that_fails_costs_only_the_targets_that_need_it() -> None:
    curve, steps = CURVES["a quantiser's"]
    search = RateSearch(steps=steps, targets_bpp=(0.05, 0.3, 1.0))
    bad = next(step for step in range(steps) if curve(step) > 1.0)
    while indices := search.next_steps():
        for index in indices:
            if index in range(bad - 2, bad + 2):
                search.fail(index, f"step {index} broke")
            else:
                search.learn(index, curve(index))
    low, middle, high = search.results().values()
    assert isinstance(low, Found) and isinstance(middle, Found)
    assert isinstance(high, NotFound) and high.failed and "broke" in high.reason


def test_a_codec_that_always_fails_is_asked_but_once() -> None:
    search, asked = RateSearch(steps=64, targets_bpp=DEFAULT_TARGETS_BPP), 0
    while indices := search.next_steps():
        asked += 1
        for index in indices:
            search.fail(index, "broke on purpose")
    assert asked == 1
    assert set(search.results().values()) == {NotFound("broke on purpose", failed=True)}


@given(
    st.lists(st.floats(0.001, 100), min_size=1, max_size=40, unique=True),
    st.lists(st.floats(0.001, 100), min_size=1, max_size=4, unique=True),
)
def test_on_a_rising_curve_it_is_as_near_as_any_step(
    rates: list[float], targets: list[float]
) -> None:
    rates.sort()
    search = search_curve(rates.__getitem__, len(rates), targets)
    for target, step in search.results().items():
        nearest = min(max(rate / target, target / rate) for rate in rates)
        if isinstance(step, NotFound):
            assert not rates[0] <= target <= rates[-1]
            continue
        reached = max(step.bpp / target, target / step.bpp)
        assert reached <= max(nearest, 1 / (1 - TOLERANCE)) * (1 + 1e-9)


@given(
    st.lists(st.floats(0.001, 100), min_size=1, max_size=40),
    st.lists(st.floats(0.001, 100), min_size=1, max_size=4, unique=True),
)
def test_it_ends_on_any_curve(rates: list[float], targets: list[float]) -> None:
    search = search_curve(rates.__getitem__, len(rates), targets)
    for step in search.results().values():
        if isinstance(step, Found):
            assert step.bpp == rates[step.index]
    assert len(search.known) <= len(rates)


def test_a_rate_below_all_files_is_refused_where_the_smallest_file_is_not_at_the_end() -> None:
    rates = [0.40, 0.36, 0.31, 0.34, 0.35, 0.45, 0.6, 0.9]
    search = RateSearch(len(rates), [0.2, 0.5])
    while steps := search.next_steps():
        for step in steps:
            search.learn(step, rates[step])
    low, high = search.results()[0.2], search.results()[0.5]
    assert isinstance(low, NotFound) and "smallest file" in low.reason
    assert isinstance(high, Found) and high.bpp == 0.45
