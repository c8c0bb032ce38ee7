from __future__ import annotations

import warnings

import bjontegaard
import numpy as np
import pytest

from elo.core.akima import (
    AkimaCheck,
    akima_bd_rate,
    check_akima,
    compare_interpolations,
    describe_akima,
)
from elo.core.curves import Curve, make_curve
from elo.core.fit import fit
from elo.tests.samples import make_study

RATES = np.array([0.1, 0.2, 0.4, 0.8, 1.2])


def curve(codec: str, elo: list[float], bpp: np.ndarray = RATES) -> Curve:
    return make_curve(codec=codec, bpp=np.array(bpp), draws_elo=np.array([elo], dtype=float))


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_the_bjontegaard_package(seed: int) -> None:
    rng = np.random.default_rng(seed)
    elo_a, elo_b = (1500 + np.cumsum(rng.uniform(60, 150, 6)) for _ in range(2))
    rate_a, rate_b = (np.cumsum(rng.uniform(0.05, 0.3, 6)) for _ in range(2))
    ours = akima_bd_rate(test=curve("b", elo_b, rate_b), anchor=curve("a", elo_a, rate_a))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = bjontegaard.bd_rate(rate_a, elo_a, rate_b, elo_b, method="akima")
    assert 100 * ours == pytest.approx(theirs, abs=1e-6)


def test_both_interpolations_agree_on_a_straight_line() -> None:
    anchor = curve("anchor", [1000, 1200, 1400, 1600, 1600 + 200 * np.log2(1.5)])
    test = curve("test", [1150, 1350, 1550, 1750, 1750 + 200 * np.log2(1.5)])
    check = compare_interpolations(test, anchor)
    assert check.bd_rate_akima == pytest.approx(2 ** (-150 / 200) - 1, abs=1e-9)
    assert check.bd_rate_pchip == pytest.approx(check.bd_rate_akima, abs=1e-9)
    assert not check.reason


def test_beside_near_ties_it_is_not_given() -> None:
    anchor = curve("anchor", [1000, 1100, 1200, 1300, 1400])
    tied = curve("tied", [1000, 1150, 1150.01, 1300, 1400])
    check = compare_interpolations(tied, anchor)
    assert np.isnan(check.bd_rate_akima) and not np.isnan(check.bd_rate_pchip)
    assert check.reason == "Akima's curve of tied falls between its points, which lie too close"
    # What it would have said: nothing that a mean of rates can be.
    assert abs(akima_bd_rate(test=tied, anchor=anchor) - check.bd_rate_pchip) > 0.2


def test_falling_and_distant_curves_are_refused() -> None:
    anchor = curve("anchor", [1000, 1100, 1200, 1300, 1400])
    falling = curve("falling", [1000, 1200, 1100, 1300, 1400])
    check = compare_interpolations(anchor, falling)
    assert check.reason == "the mean scores of falling do not rise with its rate"
    far = compare_interpolations(curve("far", [1500, 1600, 1700, 1800, 1900]), anchor)
    assert far.reason == "far is above every anchor point" and np.isnan(far.bd_rate_pchip)


def test_a_single_rate_is_compared_at_its_quality() -> None:
    anchor = curve("anchor", [1000, 1200, 1400, 1600, 1600 + 200 * np.log2(1.5)])
    check = compare_interpolations(curve("one", [1300], np.array([0.3])), anchor)
    assert check.bd_rate_akima == pytest.approx(0.3 / (0.1 * 2**1.5) - 1)


def test_a_fit_is_checked_against_every_other_codec() -> None:
    votes, conditions = make_study(n_votes=8000)
    result = fit(votes, model="mle", seed=1)
    checks = check_akima(fit=result, conditions=conditions, test="new")
    assert [each.anchor for each in checks] == ["old", "next"]
    for each in checks:
        assert each.bd_rate_akima == pytest.approx(each.bd_rate_pchip, abs=0.03)
    with pytest.raises(ValueError, match="test codec 'jxl'"):
        check_akima(fit=result, conditions=conditions, test="jxl")


def test_agreement_is_said_in_words() -> None:
    given, missing = AkimaCheck("x", "y", -0.2, -0.214, ""), AkimaCheck("x", "z", -0.2, np.nan, "r")
    assert describe_akima([given]) == "BD-rates within 1.4 percentage points"
    assert describe_akima([given, missing]).endswith("; not given for 1 of 2")
    assert describe_akima([missing]) == "not given for 1 of 1"
