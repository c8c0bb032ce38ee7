from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgcodecs.search import TOLERANCE, RateSearch


def search_curve(rates: list[float]) -> RateSearch:
    return RateSearch(rate_at=rates.__getitem__, steps=len(rates))


def test_it_finds_a_rate_with_few_encodes() -> None:
    rates = [0.02 * 1.06**step for step in range(100)]
    search = search_curve(rates)
    for target in (0.08, 0.15, 0.3, 0.6, 1.0):
        found = search.find(target)
        assert abs(found.bpp / target - 1) <= TOLERANCE
        assert not found.misses(target)
    assert len(search.known) <= 20


def test_targets_share_encodes() -> None:
    asked: list[int] = []
    search = RateSearch(rate_at=lambda step: asked.append(step) or 1.1**step, steps=64)
    assert search.find(20.0).encodes == len(asked)
    assert search.find(20.1).encodes == 0


@pytest.mark.parametrize(("target", "index"), [(0.001, 0), (99.0, 9)])
def test_the_end_of_the_range_is_the_nearest_rate(target: float, index: int) -> None:
    found = search_curve([0.1 * 1.2**step for step in range(10)]).find(target)
    assert found.index == index
    assert found.misses(target)


@given(
    st.lists(st.floats(0.001, 100), min_size=1, max_size=40, unique=True),
    st.floats(0.001, 100),
)
def test_on_a_rising_curve_it_is_as_near_as_any_step(rates: list[float], target: float) -> None:
    rates.sort()
    found = search_curve(rates).find(target)
    nearest = min(max(rate / target, target / rate) for rate in rates)
    reached = max(found.bpp / target, target / found.bpp)
    assert reached <= max(nearest, 1 / (1 - TOLERANCE)) * (1 + 1e-9)


@given(st.lists(st.floats(0.001, 100), min_size=1, max_size=40), st.floats(0.001, 100))
def test_it_ends_on_any_curve(rates: list[float], target: float) -> None:
    found = search_curve(rates).find(target)
    assert found.bpp == rates[found.index]
    assert found.encodes <= len(rates)
