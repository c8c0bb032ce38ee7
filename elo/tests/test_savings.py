from __future__ import annotations

import csv
import warnings
from dataclasses import replace

import bjontegaard
import numpy as np
import pytest

from elo.core.curves import Curve, make_curve
from elo.core.equal_quality import (
    equal_rate,
    find_equal_rates,
    interpolate_linearly,
    rates_at,
)
from elo.core.fit import fit
from elo.core.intervals import Interval
from elo.core.savings import (
    Saving,
    choose_test,
    compare_all,
    compare_codecs,
    make_curves,
    refuse_saving,
    saving_over_elo,
)
from elo.core.types import Conditions
from elo.tests.samples import SHARED, make_study

RATES = np.array([0.1, 0.2, 0.4, 0.8])


def curve(codec: str, elo: list[float], bpp: np.ndarray = RATES, noise: float = 0.0) -> Curve:
    draws = np.array(elo) + np.random.default_rng(len(codec)).normal(0, noise, (500, len(elo)))
    return make_curve(codec=codec, bpp=np.array(bpp), draws_elo=draws)


def give(test: str, probability: float, median: float) -> Saving:
    saving = Interval(median, median, median)
    nothing = refuse_saving(test=test, anchor="other", flag="")
    return replace(nothing, refused=False, probability=probability, saving=saving)


def test_half_the_rate_everywhere_saves_half_both_ways() -> None:
    anchor, test = curve("anchor", [1, 2, 3, 4]), curve("test", [1, 2, 3, 4], RATES / 2)
    saving = compare_codecs(test=test, anchor=anchor)
    assert saving.saving.median == pytest.approx(0.5)
    assert saving.overlap == 1 and saving.probability == 1 and not saving.flag
    back = compare_codecs(test=anchor, anchor=test)
    assert back.bd_rate.median == pytest.approx(1.0) and back.probability == 0


def test_the_codec_of_a_study_that_names_none_saves_most_surely() -> None:
    rows = [("wide", 0.8, 0.6), ("wide", 0.8, 0.4), ("sure", 0.99, 0.1), ("sure", 0.7, 0.0)]
    savings = [give(*row) for row in rows]
    refused = refuse_saving(test="none", anchor="other", flag="they share no range")
    assert choose_test([*savings, refused]) == "sure"
    assert choose_test([*savings, give("more", 0.845, 0.3)]) == "more", "between equals"
    assert choose_test([]) is None and choose_test([refused]) is None


@pytest.mark.parametrize("seed", range(5))
def test_bd_rate_agrees_with_the_bjontegaard_package(seed: int) -> None:
    rng = np.random.default_rng(seed)
    elo_a, elo_b = (1500 + np.cumsum(rng.uniform(20, 150, 6)) for _ in range(2))
    elo_b = elo_a[0] + (elo_b - elo_b[0]) * (elo_a[-1] - elo_a[0]) / (elo_b[-1] - elo_b[0])
    rate_a, rate_b = (np.cumsum(rng.uniform(0.05, 0.3, 6)) for _ in range(2))
    ours = compare_codecs(test=curve("b", elo_b, rate_b), anchor=curve("a", elo_a, rate_a))
    theirs = bjontegaard.bd_rate(rate_a, elo_a, rate_b, elo_b, method="pchip")
    assert 100 * ours.bd_rate.median == pytest.approx(theirs, abs=1e-6)


def test_partial_overlap_agrees_too_and_is_flagged() -> None:
    anchor, test = curve("anchor", [1, 2, 3, 4]), curve("test", [2.9, 3.5, 5, 6])
    saving = compare_codecs(test=test, anchor=anchor)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = bjontegaard.bd_rate(
            RATES, np.array([1, 2, 3, 4.0]), RATES, np.array([2.9, 3.5, 5, 6]), method="pchip"
        )
    assert 100 * saving.bd_rate.median == pytest.approx(theirs, abs=1e-6)
    assert saving.overlap == pytest.approx(1.1 / 3) and "37\u00a0%" in saving.flag


def test_without_overlap_it_is_refused_with_the_reason() -> None:
    low, high = curve("low", [1, 2, 3, 4]), curve("high", [5, 6, 7, 8])
    saving = compare_codecs(test=high, anchor=low)
    assert saving.refused and np.isnan(saving.saving.median) and np.isnan(saving.probability)
    assert saving.flag == "high is above every low point"
    assert compare_codecs(test=low, anchor=high).flag == "low is below every high point"


def test_a_single_rate_is_compared_at_its_quality() -> None:
    anchor = curve("anchor", [1000, 1100, 1200, 1300])
    single = curve("hific", [1200], np.array([0.359]))
    saving = compare_codecs(test=single, anchor=anchor)
    assert saving.saving.median == pytest.approx(1 - 0.359 / 0.4)
    assert saving.elo_low == saving.elo_high == 1200 and saving.overlap == 1
    back = compare_codecs(test=anchor, anchor=single)
    assert back.bd_rate.median == pytest.approx(0.4 / 0.359 - 1)
    above = curve("hific", [1400], np.array([0.359]))
    refused = compare_codecs(test=above, anchor=anchor)
    assert refused.refused and refused.flag == "hific at 0.359 bpp is above every anchor point"


def test_more_than_five_per_cent_of_lost_draws_is_refused() -> None:
    anchor = curve("anchor", [1000, 1100, 1200, 1300])
    for share, refused in ((0.04, False), (0.06, True)):
        elo = np.where(np.arange(500) < share * 500, 1400.0, 1250.0)[:, None]
        test = make_curve(codec="one", bpp=np.array([0.3]), draws_elo=elo)
        saving = compare_codecs(test=test, anchor=anchor)
        assert saving.refused is refused
        assert saving.no_overlap_share == pytest.approx(share)
        if not refused:
            left_out = "4.0\u00a0% of the draws share no range: the interval leaves them out"
            assert saving.flag == left_out
    assert "out of anchor's reach in 6\u00a0% of the draws" in saving.flag


@pytest.mark.parametrize(("lost", "flagged"), [(2, False), (3, True)])
def test_draws_that_an_interval_leaves_out_are_told_from_half_a_per_cent_on(
    lost: int, flagged: bool
) -> None:
    anchor = curve("anchor", [1000, 1100, 1200, 1300])
    elo = np.where(np.arange(500) < lost, 1400.0, 1250.0)[:, None]
    test = make_curve(codec="one", bpp=np.array([0.3]), draws_elo=elo)
    assert bool(compare_codecs(test=test, anchor=anchor).flag) is flagged
    ((reached, given),) = rates_at(anchor, elo)
    found = equal_rate("one", "one", 0.3, elo[:, 0], anchor, (reached, given))
    assert not found.refused
    left_out = "0.6\u00a0% of the draws are out of its reach: the interval leaves them out"
    assert found.flag == (left_out if flagged else "")


def test_the_saving_at_each_quality_averages_to_the_bd_rate() -> None:
    anchor, test = curve("anchor", [1, 2, 3, 4]), curve("test", [1, 2.5, 3.2, 4])
    grid = np.linspace(1, 4, 4001)
    ratio = 1 - saving_over_elo(test=test, anchor=anchor, elo=grid)[0]
    mean = np.exp(np.trapezoid(np.log(ratio), grid) / 3) - 1
    assert compare_codecs(test=test, anchor=anchor).bd_rate.median == pytest.approx(mean, abs=1e-6)
    assert np.isnan(saving_over_elo(test=test, anchor=anchor, elo=np.array([4.5]))).all()


def test_repaired_draws_are_counted() -> None:
    shaky = curve("shaky", [1000, 1100, 1105, 1300], noise=20.0)
    steady = curve("steady", [1000, 1100, 1200, 1300])
    saving = compare_codecs(test=shaky, anchor=steady)
    assert 0.2 < saving.repaired_share < 0.7
    assert saving.repaired_share == compare_codecs(test=steady, anchor=shaky).repaired_share


def test_a_simulated_study_recovers_its_true_saving() -> None:
    """`new` is `old` 150 Elo higher, and 200 Elo are a doubling: it needs 2^(-150/200)."""
    votes, conditions = make_study(n_votes=20_000)
    curves = make_curves(fit=fit(votes, model="mle", seed=1), conditions=conditions)
    assert set(curves) == {"old", "new", "next"}
    found = {(each.test, each.anchor): each for each in compare_all(curves)}
    assert len(found) == 6
    saving = found["new", "old"].saving
    assert saving.q025 < 1 - 2 ** (-150 / 200) < saving.q975


def test_equal_quality_is_read_off_the_other_curve() -> None:
    votes, conditions = make_study(n_votes=20_000)
    found = fit(votes, model="mle", seed=1)
    curves = make_curves(fit=found, conditions=conditions)
    rows = find_equal_rates(fit=found, conditions=conditions, curves=curves)
    rates = {(each.condition, each.anchor): each for each in rows}
    assert len(rates) == 12 * 2 + 3
    one = rates["old-0.4", "new"]
    assert one.bpp_equal.q025 < 0.4 * 2 ** (-150 / 200) < one.bpp_equal.q975
    lowest = rates["old-0.1", "new"]
    assert lowest.refused and lowest.flag == "old at 0.1 bpp is below every new point"
    assert rates["original", "new"].flag == "original is above every new point"


def test_fifteen_codecs_of_eight_rates_take_seconds(expect_quick) -> None:
    draws = 1500 + np.random.default_rng(0).normal(60, 60, (4000, 15, 8)).cumsum(axis=2)
    bpp = np.geomspace(0.08, 1, 8)

    def compare() -> None:
        each = {str(k): make_curve(codec=str(k), bpp=bpp, draws_elo=draws[:, k]) for k in range(15)}
        assert len(compare_all(each)) == 210

    expect_quick(compare, limit_s=10)  # 0.9 s on a quiet machine


def read(name: str) -> list[dict[str, str]]:
    path = SHARED / "mucped23" / name
    if not path.exists():
        pytest.skip("the shared mucped23 numbers are not on this machine")
    with path.open() as file:
        return list(csv.DictReader(file))


def published(label: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Elo, its standard deviation and bits per pixel of one of the study's codecs."""
    rows = [row for row in read("elo.csv") if row["label"] == label]
    elo, bpp = (np.array([float(row[key]) for row in rows]) for key in ("elo", "bpp"))
    width = np.array([float(row["p99Hi"]) - float(row["p99Low"]) for row in rows])
    return elo, width / 2 / 2.5758, bpp


def test_linear_interpolation_gives_the_18_published_rates() -> None:
    rows = read("appendix_b_equal_elo_bitrates.csv")
    at = np.array([float(row["elo"]) for row in rows])
    compared = 0
    for column in ("libjpeg_turbo", "mozjpeg", "jpegli"):
        elo, _, bpp = published(column.replace("_", "-"))
        # The table rounds Elo to two decimals, which puts the end of a curve out of its reach.
        assert (at > elo.min() - 0.005).all() and (at < elo.max() + 0.005).all()
        within = np.clip(at, elo.min(), elo.max())
        found = interpolate_linearly(elo=elo, bpp=bpp, at_elo=within)
        for row, rate in zip(rows, found, strict=True):
            assert f"{rate:.2f}" == row[f"{column}_bitrate"]
            compared += 1
    assert compared == 18


def test_jpegli_saves_27_9_per_cent_at_2_1_bpp() -> None:
    turbo, _, turbo_bpp = published("libjpeg-turbo")
    jpegli, _, jpegli_bpp = published("jpegli")
    at = np.interp([2.1], turbo_bpp[np.argsort(turbo_bpp)], turbo[np.argsort(turbo_bpp)])
    rate = interpolate_linearly(elo=jpegli, bpp=jpegli_bpp, at_elo=at)
    assert 1 - rate[0] / 2.1 == pytest.approx(0.279, abs=0.0005)


@pytest.mark.parametrize(
    ("anchor", "test", "median", "low", "high"),
    [
        ("libjpeg-turbo", "jpegli", -23.5, -25.7, -21.4),
        ("mozjpeg", "jpegli", -17.0, -19.6, -14.3),
        ("libjpeg-turbo", "mozjpeg", -8.4, -11.5, -5.2),
    ],
)
def test_published_bd_rates(anchor: str, test: str, median: float, low: float, high: float) -> None:
    rng = np.random.default_rng(1)
    made, points = [], []
    for label in (test, anchor):
        elo, sd, bpp = published(label)
        draws = rng.normal(elo, sd, (20_000, len(elo)))
        made.append(make_curve(codec=label, bpp=bpp, draws_elo=draws))
        points.append(make_curve(codec=label, bpp=bpp, draws_elo=elo[None]))
    point = compare_codecs(test=points[0], anchor=points[1]).bd_rate.median
    assert 100 * point == pytest.approx(median, abs=0.05)
    found = compare_codecs(test=made[0], anchor=made[1]).bd_rate
    assert [100 * found.median, 100 * found.q025, 100 * found.q975] == pytest.approx(
        [median, low, high], abs=0.25
    )


def test_codecs_without_rates_have_no_curve() -> None:
    votes, conditions = make_study(n_votes=2000)
    found = fit(votes, model="mle", seed=1)
    assert make_curves(fit=found, conditions=Conditions.without_rates(conditions.names)) == {}
