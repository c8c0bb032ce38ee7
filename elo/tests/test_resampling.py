"""The cluster bootstrap: wider than the model where answers go together, the same where not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.bradley_terry import find_mode
from elo.core.counts import count_pairs, lay_out_pairs
from elo.core.fit import fit
from elo.core.resampling.replicates import Replicates, resample_elo
from elo.core.resampling.saving import BootstrapSaving, bootstrap_savings, refuse_replicates
from elo.core.resampling.words import compare_widths, describe_bootstrap
from elo.core.savings import compare_all, compare_codecs, curves_of_draws, make_curves
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import Conditions, Votes
from elo.tests.samples import make_ladder, make_study, make_votes

CROWD = Crowd(raters=60, sources=24, source_sd_elo=200)


def simulate(seed: int, crowd: Crowd = CROWD) -> tuple[Votes, Conditions]:
    elo, conditions = make_ladder()
    return simulate_votes(elo=elo, n_votes=6000, seed=seed, crowd=crowd), conditions


def log_ratio(low: float, high: float) -> float:
    """Standard error of ln(R_test/R_anchor) that an interval of the saving stands for."""
    return float(np.log((1 - low) / (1 - high))) / (2 * 1.96)


def new_against_old(votes: Votes, conditions: Conditions, by: str) -> BootstrapSaving:
    found = bootstrap_savings(votes=votes, conditions=conditions, test="new", seed=1, by=(by,))
    return next(each for each in found if each.saving.anchor == "old")


def test_with_source_effects_drawing_sources_tells_the_spread_over_studies() -> None:
    points, drawn, laplace = [], [], []
    for seed in range(30):
        votes, conditions = simulate(seed)
        result = fit(votes, model="mle", seed=1)
        curves = make_curves(fit=result, conditions=conditions)
        saving = compare_codecs(test=curves["new"], anchor=curves["old"]).saving
        points.append(np.log(1 - saving.median))
        laplace.append(log_ratio(saving.q025, saving.q975))
        if seed < 5:
            found = new_against_old(votes, conditions, "source").saving.saving
            drawn.append(log_ratio(found.q025, found.q975))
    truth = np.std(points, ddof=1)
    assert np.mean(laplace) < 0.7 * truth  # the model without source effects is too sure
    assert 0.75 < np.mean(drawn) / truth < 1.3


def test_without_anything_shared_it_agrees_with_the_posterior() -> None:
    votes, conditions = simulate(3, Crowd(raters=60, sources=24))
    curves = make_curves(fit=fit(votes, model="mle", seed=1), conditions=conditions)
    savings = compare_all(curves)
    found = bootstrap_savings(
        votes=votes, conditions=conditions, test="new", seed=1, by=("rater", "source", "both")
    )
    ratios = compare_widths(savings=savings, resampled=found)
    assert 0.75 < ratios["rater"] < 1.25 and 0.75 < ratios["source"] < 1.25
    # Of both at once, noise of single answers counts up to three times.
    assert 1.3 < ratios["both"] < 2
    said = describe_bootstrap(savings=savings, resampled=found)
    assert said[0] == (
        "With raters drawn anew and the sources kept, intervals are about as wide as the model's."
    )
    assert "times as wide as the model's" in said[2]
    assert "for that reason alone" not in " ".join(said)
    beside_pooled = describe_bootstrap(savings=savings, resampled=found, pooled=True)
    assert beside_pooled[:3] == said and "for that reason alone" in beside_pooled[3]


def test_same_seed_same_replicates() -> None:
    votes, _ = make_study(n_votes=1500)
    one, two, other = (
        resample_elo(votes=votes, by="rater", seed=seed, replicates=5) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one.elo, two.elo)
    assert not np.array_equal(one.elo, other.elo)
    np.testing.assert_allclose(one.elo.mean(axis=1), 2000)


@pytest.mark.parametrize("by", ["rater", "source", "both"])
def test_the_order_of_rows_and_names_changes_nothing(by: str) -> None:
    votes, _ = make_study(n_votes=1500)
    turned = replace(
        votes.select(np.arange(len(votes))[::-1]),
        raters=votes.raters[::-1],
        sources=votes.sources[::-1],
        rater=len(votes.raters) - 1 - votes.rater[::-1],
        source=len(votes.sources) - 1 - votes.source[::-1],
    )
    one, two = (resample_elo(votes=each, by=by, seed=1, replicates=5) for each in (votes, turned))
    np.testing.assert_allclose(one.elo, two.elo, atol=1e-6)


def test_a_weighted_count_is_the_count_of_the_votes_repeated() -> None:
    votes, _ = make_study(n_votes=300)
    rated = votes.rated()
    rows = lay_out_pairs(rated)
    weight = (np.arange(len(rated)) % 2).astype(np.float64)
    half = count_pairs(rated.select(weight > 0))
    weighted = rows.count(weight)
    assert weighted.conditions == half.conditions
    for each in ("first", "second", "wins_first", "total"):
        np.testing.assert_array_equal(getattr(weighted, each), getattr(half, each))
    np.testing.assert_allclose(
        find_mode(counts=weighted, start_logit=np.zeros(len(rows.conditions)))[0],
        find_mode(counts=half, start_logit=np.ones(len(rows.conditions)))[0],
        atol=1e-8,
    )


def test_replicates_that_lose_a_condition_are_counted_and_refused_when_many() -> None:
    rows = [("x-1", "y-1", "a"), ("y-1", "x-1", "a"), ("x-1", "y-2", "a"), ("x-2", "y-2", "b")] * 5
    votes = make_votes(rows)
    # One rater alone saw y-2 and x-2: a third of the replicates go without that rater.
    votes = replace(
        votes, raters=tuple("abcdef"), rater=np.array([0, 1, 5, 5] * 2 + [2, 3, 5, 5] * 3)
    )
    conditions = Conditions(
        ("x-1", "x-2", "y-1", "y-2"), ("x", "x", "y", "y"), np.array([0.1, 0.2, 0.1, 0.2]),
        ("x-1", "x-2", "y-1", "y-2"),
    )  # fmt: skip
    (found,) = bootstrap_savings(
        votes=votes, conditions=conditions, test="x", seed=1, by=("rater",)
    )
    assert 0.2 < found.left_out_share < 0.5 and found.drawn == 200
    assert found.saving.refused and np.isnan(found.saving.saving.median)
    assert "% of the replicates left a condition without votes or apart" in found.saving.flag


def test_few_clusters_are_refused_or_flagged() -> None:
    votes, conditions = simulate(1, Crowd(raters=4, sources=8))
    refused = new_against_old(votes, conditions, "rater").saving
    assert refused.refused and refused.flag == "only 4 raters, too few to draw from anew"
    flagged = new_against_old(votes, conditions, "source").saving
    assert not flagged.refused and flagged.flag.startswith("only 8 sources: ")
    elo = np.full((94, 2), 2000.0)
    assert "6\u00a0% of the" in refuse_replicates(Replicates("source", ("a", "b"), elo, 30, 100))
    assert not refuse_replicates(Replicates("source", ("a", "b"), elo, 30, 98))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"by": "session"}, "'session'.*both.*rater.*source"),
        ({"replicates": 0}, "replicates is 0"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_it_refuses_what_it_cannot_draw(changes: dict, message: str) -> None:
    votes, _ = make_study(n_votes=300)
    with pytest.raises(ValueError, match=message):
        resample_elo(**{"votes": votes, "by": "rater", "seed": 1, "replicates": 5, **changes})


def test_it_refuses_an_unknown_test_codec() -> None:
    votes, conditions = make_study(n_votes=300)
    with pytest.raises(ValueError, match="test codec 'jxl' .* expected one of old, new, next"):
        bootstrap_savings(votes=votes, conditions=conditions, test="jxl", seed=1)


def test_replicates_make_curves_as_draws_do() -> None:
    votes, conditions = make_study(n_votes=3000)
    drawn = resample_elo(votes=votes, by="rater", seed=1, replicates=20)
    curves = curves_of_draws(rated=drawn.conditions, draws_elo=drawn.elo, conditions=conditions)
    assert set(curves) == {"old", "new", "next"} and len(curves["new"].points) == len(drawn.elo)


@pytest.mark.slow
def test_intervals_over_sources_hold_the_truth_of_new_sources() -> None:
    """Over 200 studies on sources of their own; `pytest -s` prints what docs/methods.md holds."""
    truth, studies = 1 - 2 ** (-150 / 200), 200
    held = {"source": 0, "mle": 0}
    for seed in range(studies):
        votes, conditions = simulate(1000 + seed)
        curves = make_curves(fit=fit(votes, model="mle", seed=1), conditions=conditions)
        saving = compare_codecs(test=curves["new"], anchor=curves["old"]).saving
        held["mle"] += saving.q025 < truth < saving.q975
        found = new_against_old(votes, conditions, "source").saving.saving
        held["source"] += found.q025 < truth < found.q975
    print(f"\nof {studies} savings inside: {held}")
    assert held["source"] / studies > 0.88 > held["mle"] / studies
