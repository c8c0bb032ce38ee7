from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

from elo.core.curves import Curve, integrate_log2_rate, log2_rate_at, make_curve
from elo.core.monotone import isotonic, pool_points

RATES = np.geomspace(0.08, 1.0, 8)


def rising(seed: int, rates: int = 8, draws: int = 40) -> np.ndarray:
    steps = np.random.default_rng(seed).uniform(5, 150, (draws, rates))
    return 1500 + np.cumsum(steps, axis=1)


@given(
    arrays.arrays(
        np.float64, st.tuples(st.integers(1, 5), st.integers(1, 9)), elements=st.floats(-1e3, 1e3)
    )
)
def test_isotonic_rows_agree_with_scipy(values: np.ndarray) -> None:
    for row, found in zip(values, isotonic(values), strict=True):
        np.testing.assert_allclose(found, isotonic_regression(row).x, atol=1e-9)


def test_a_pooled_block_is_one_point_at_its_geometric_mean_rate() -> None:
    draws = np.array([[1000.0, 1300.0, 1100.0, 1400.0]])
    curve = make_curve(codec="x", bpp=np.array([0.1, 0.2, 0.8, 1.0]), draws_elo=draws)
    assert curve.points.tolist() == [3] and curve.repaired.tolist() == [True]
    np.testing.assert_allclose(curve.elo[0, :3], [1000, 1200, 1400])
    np.testing.assert_allclose(np.exp2(curve.log2_bpp[0, :3]), [0.1, 0.4, 1.0])


def test_a_falling_curve_becomes_one_point() -> None:
    points, elo, log2_bpp = pool_points(isotonic(np.array([[3.0, 2.0, 1.0]])), np.log2([1, 2, 4]))
    assert points.tolist() == [1] and elo[0, 0] == 2 and log2_bpp[0, 0] == 1


def test_conditions_may_come_in_any_order() -> None:
    draws, order = rising(1), np.random.default_rng(0).permutation(8)
    one = make_curve(codec="x", bpp=RATES, draws_elo=draws)
    two = make_curve(codec="x", bpp=RATES[order], draws_elo=draws[:, order])
    np.testing.assert_array_equal(one.log2_bpp, two.log2_bpp)


@pytest.mark.parametrize("rates", [2, 3, 8])
def test_values_and_integrals_are_scipys(rates: int) -> None:
    draws = rising(2, rates)
    curve = make_curve(codec="x", bpp=RATES[:rates], draws_elo=draws)
    rng = np.random.default_rng(3)
    low, high = np.sort(rng.uniform(draws[:, :1], draws[:, -1:], (len(draws), 2)), axis=1).T
    values, integrals = log2_rate_at(curve, low), integrate_log2_rate(curve, low, high)
    for row, elo in enumerate(draws):
        reference = PchipInterpolator(elo, np.log2(RATES[:rates]))
        assert values[row] == pytest.approx(float(reference(low[row])), abs=1e-10)
        area = float(reference.integrate(low[row], high[row]))
        assert integrals[row] == pytest.approx(area, abs=1e-8)


def test_draws_with_pooled_points_are_scipys_too() -> None:
    draws = np.random.default_rng(5).normal(0, 80, (200, 6)).cumsum(axis=1) + 2000
    curve = make_curve(codec="x", bpp=RATES[:6], draws_elo=draws)
    assert len(np.unique(curve.points)) > 3
    middle = (curve.lowest_elo + curve.highest_elo) / 2
    found = log2_rate_at(curve, middle)
    for row in np.flatnonzero(curve.points >= 2):
        n = curve.points[row]
        reference = PchipInterpolator(curve.elo[row, :n], curve.log2_bpp[row, :n])
        assert found[row] == pytest.approx(float(reference(middle[row])), abs=1e-9)


def test_nothing_is_extrapolated() -> None:
    curve: Curve = make_curve(codec="x", bpp=RATES, draws_elo=rising(1, draws=2))
    assert np.isnan(log2_rate_at(curve, curve.highest_elo + 0.01)).all()
    assert np.isnan(log2_rate_at(curve, curve.lowest_elo - 0.01)).all()
    np.testing.assert_allclose(log2_rate_at(curve, curve.highest_elo), np.log2(RATES[-1]))


@pytest.mark.parametrize(
    ("bpp", "message"),
    [([0.1, 0.1], "same rate"), ([0.1, np.nan], "above 0"), ([0.0, 1.0], "above 0")],
)
def test_impossible_rates_are_refused(bpp: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=f"'x'.*{message}"):
        make_curve(codec="x", bpp=np.array(bpp), draws_elo=np.ones((3, 2)))
