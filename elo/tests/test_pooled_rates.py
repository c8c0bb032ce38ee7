"""Model `full` where the scores of a codec's rates are taken to lie on a smooth, rising curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit, name_model
from elo.core.full.frame.coordinates import count_coordinates
from elo.core.full.mode.laplace import find_frame
from elo.core.full.model.curves import OWN, find_curves, list_shapes
from elo.core.full.model.rows import arrange_rows
from elo.core.full.sampling import run_chain
from elo.core.savings import compare_codecs, make_curves
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import Conditions, Votes

RATES_BPP = np.array([0.08, 0.13, 0.2, 0.33, 0.5, 0.8])
GAIN_ELO = {"old": 0.0, "new": 150.0}
CROWD = Crowd(raters=30, sources=8, source_sd_elo=40)


def make_ladder(**shifts_elo: float) -> tuple[dict[str, float], Conditions]:
    """Two codecs whose curves flatten a little, and what is added to single conditions."""
    doublings = np.log2(RATES_BPP / 0.08)
    elo = {
        f"{codec}-{place}": gain + 260 * at - 22 * at**2 + shifts_elo.get(f"{codec}{place}", 0)
        for codec, gain in GAIN_ELO.items()
        for place, at in enumerate(doublings.tolist())
    }
    names = (*elo, "original")
    codecs = tuple(name.split("-")[0] for name in names)
    bpp = np.array([*RATES_BPP, *RATES_BPP, np.nan])
    return {**elo, "original": 1100.0}, Conditions(names, codecs, bpp, names)


def answer(elo: dict[str, float], n_votes: int = 900) -> Votes:
    return simulate_votes(elo=elo, n_votes=n_votes, seed=5, crowd=CROWD)


@pytest.fixture(scope="module")
def table() -> Conditions:
    return make_ladder()[1]


@pytest.fixture(scope="module")
def votes() -> Votes:
    return answer(make_ladder()[0])


@pytest.fixture(scope="module")
def free(votes: Votes, table: Conditions) -> EloFit:
    return fit(votes, model="full", seed=1, conditions=table)


@pytest.fixture(scope="module")
def pooled(votes: Votes, table: Conditions) -> EloFit:
    return fit(votes, model="full", seed=1, conditions=table, pool_rates=True)


def steps(found: EloFit) -> np.ndarray:
    """From rate to rate of the same codec, shape (n_draws, 10)."""
    place = [found.conditions.index(name) for name in make_ladder()[0] if name != "original"]
    return np.diff(found.draws_elo[:, place].reshape(-1, 2, 6), axis=2).reshape(-1, 10)


def test_smooth_curves_are_known_better_and_hold_the_truth(free: EloFit, pooled: EloFit) -> None:
    check_convergence(pooled)
    elo = make_ladder()[0]
    truth = np.diff(np.array([*elo.values()][:-1]).reshape(2, 6), axis=1).ravel()
    low, high = np.quantile(steps(pooled), (0.025, 0.975), axis=0)
    assert ((low <= truth) & (truth <= high)).sum() >= 9
    # Steps between neighbouring rates, which no other vote tells a fit without curves.
    assert steps(pooled).std(axis=0).mean() < 0.6 * steps(free).std(axis=0).mean()
    assert (steps(pooled) < 0).mean() < 0.5 * (steps(free) < 0).mean()


def test_savings_get_narrower_and_keep_their_place(
    free: EloFit, pooled: EloFit, table: Conditions
) -> None:
    savings = {}
    for name, found in (("free", free), ("pooled", pooled)):
        curves = make_curves(fit=found, conditions=table)
        savings[name] = compare_codecs(test=curves["new"], anchor=curves["old"]).saving
    width = {name: each.q975 - each.q025 for name, each in savings.items()}
    assert width["pooled"] < 0.97 * width["free"]
    assert abs(savings["pooled"].median - savings["free"].median) < width["free"] / 4


def test_a_condition_off_its_curve_is_followed_where_votes_are_plenty() -> None:
    """The spread of the departures is learned: pooling must not overrule what people say."""
    elo, table = make_ladder(new3=-220)
    votes = answer(elo, n_votes=9000)
    found = fit(votes, model="full", seed=1, conditions=table, pool_rates=True)
    odd, before = (found.conditions.index(f"new-{place}") for place in (3, 2))
    low, high = np.quantile(found.draws_elo[:, odd] - found.draws_elo[:, before], (0.025, 0.975))
    assert low <= elo["new-3"] - elo["new-2"] <= high
    smooth = fit(
        answer(make_ladder()[0], 9000), model="full", seed=1, conditions=table, pool_rates=True
    )
    spreads = [each.other_draws["curve_spread_logit"].mean() for each in (found, smooth)]
    assert spreads[0] > 2 * spreads[1]


def test_a_fit_says_that_its_rates_are_pooled(free: EloFit, pooled: EloFit) -> None:
    assert free.settings["pooled_rates"] == "no" and not free.pools_rates
    assert pooled.settings["pooled_rates"] == "yes: new, old" and pooled.pools_rates
    assert name_model(pooled) == f"{name_model(free)}, scores pooled along each codec's rates"
    named = {"level_logit", "curve_departure_logit", "rise_logit", "curve_spread_logit"}
    assert named == set(pooled.priors) - set(free.priors)
    assert set(free.priors) - set(pooled.priors) == {"skill_logit"}
    assert {"rise_logit", "curve_spread_logit", "curve"} <= set(pooled.other_rhat)
    assert pooled.draws_elo.mean(axis=1) == pytest.approx(2000)


def test_names_and_order_of_codecs_change_no_bit(
    votes: Votes, table: Conditions, pooled: EloFit
) -> None:
    order = np.random.default_rng(1).permutation(len(table.names))
    renamed = {"old": "z", "new": "y", "original": "x"}
    again = Conditions(
        tuple(table.names[place] for place in order),
        tuple(renamed[table.codec[place]] for place in order),
        table.bpp[order],
        tuple(table.names[place] for place in order),
    )
    found = fit(votes, model="full", seed=1, conditions=again, pool_rates=True)
    np.testing.assert_array_equal(found.draws_elo, pooled.draws_elo)
    assert found.settings["pooled_rates"] == "yes: y, z"


def test_chains_are_the_same_wherever_in_memory_they_run(votes: Votes, table: Conditions) -> None:
    """A sum's order once hung on how far apart two small arrays lay: one seed, two results."""
    study = arrange_rows(votes, known=table, pool_rates=True)
    frame = find_frame(study)
    start = np.random.default_rng(1).normal(size=count_coordinates(study.rows, frame))
    rng, held, found = np.random.default_rng(2), [], set()
    for _ in range(300):
        held = [*held[-50:], np.empty(rng.integers(1, 60))]
        points, seed = np.empty((2, len(start))), np.random.default_rng(5)
        run_chain(study.rows, frame, start.copy(), seed, 1, 0.8, points, np.zeros(3))
        found.add(points.tobytes())
    assert len(found) == 1


def test_it_is_refused_where_there_are_no_rates_to_pool(votes: Votes, table: Conditions) -> None:
    alone = replace(table, codec=table.names)
    unknown = replace(table, bpp=np.full(len(table.names), np.nan))
    for known in (None, alone, unknown, Conditions.without_rates(table.names)):
        with pytest.raises(ValueError, match="no codec has two rated conditions with known rates"):
            fit(votes, model="full", seed=1, conditions=known, pool_rates=True)
    with pytest.raises(ValueError, match="'mle' cannot pool along the rates, expected .* 'full'"):
        fit(votes, model="mle", seed=1, conditions=table, pool_rates=True)


def test_two_conditions_of_a_codec_at_one_rate_are_refused(votes: Votes, table: Conditions) -> None:
    """Shrunk to a tenth of the spread, 150 Elo between them were given as -14 to 50."""
    bpp = np.where(
        np.array(table.names) == "new-3", table.bpp[table.names.index("new-2")], table.bpp
    )
    expected = "'new-2' and 'new-3' of codec 'new' have the same rate, 0.2 bpp, expected different"
    with pytest.raises(ValueError, match=expected):
        fit(votes, model="full", seed=1, conditions=replace(table, bpp=bpp), pool_rates=True)


def test_every_condition_has_one_level_and_rates_of_one_codec_the_same(table: Conditions) -> None:
    names = tuple(sorted(table.names))
    curves = find_curves(names, table)
    assert [*curves.level_size] == [6, 6, 1]
    assert curves.level[names.index("original")] == 2
    assert curves.rise[names.index("original")] == 0
    assert not curves.shape[names.index("original")].any()
    assert curves.shape.shape == (13, 10)
    for level in range(3):
        np.testing.assert_allclose(curves.shape[curves.level == level].sum(axis=0), 0, atol=1e-12)
        assert curves.rise[curves.level == level].sum() == pytest.approx(0)


def test_departures_have_the_covariance_of_integrated_noise() -> None:
    """Against paths walked in small steps from the middle outwards, with a slope of their own."""
    rng, step, paths = np.random.default_rng(0), 1 / 200, 20_000
    doublings = np.array([-1.5, -0.5, 0.5, 1.5])
    slope = rng.normal(0, 1, paths)
    values = np.empty((paths, 4))
    for places, sign in (((1, 0), -1), ((2, 3), 1)):
        wander, height = np.zeros(paths), np.zeros(paths)
        for count in range(1, 301):
            wander += rng.normal(0, np.sqrt(step), paths)
            height += wander * step
            if count in (100, 300):
                place = places[count == 300]
                values[:, place] = sign * slope * count * step + height
    values += rng.normal(0, OWN, values.shape)
    walked = np.cov(values - values.mean(axis=1, keepdims=True), rowvar=False)
    shape = list_shapes(doublings)
    np.testing.assert_allclose(shape @ shape.T, walked, atol=0.04)


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=9))
def test_shapes_of_any_rates_sum_to_nothing_and_leave_none_out(rates: list[float]) -> None:
    doublings = np.array(rates) - np.mean(rates)
    shape = list_shapes(doublings)
    assert shape.shape == (len(rates), len(rates) - 1)
    np.testing.assert_allclose(shape.sum(axis=0), 0, atol=1e-9)
    # However near two rates are, each condition keeps a little of its own.
    assert np.linalg.matrix_rank(shape, tol=OWN / 2) == len(rates) - 1
