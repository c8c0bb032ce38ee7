"""Studies too small or too strange: each model either answers honestly or says what to do."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from elo import analysis
from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.formats.native import write_votes
from elo.core.savings import compare_all, make_curves
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import TRAP, Conditions, Votes
from elo.tests.samples import make_study, make_votes

ALL_MODELS = ("mle", "plain", "full")
every_model = pytest.mark.parametrize("model", ALL_MODELS)
# Each `plain` fit compiles anew; what it says of one vote is enough for every day.
every_model_slowly = pytest.mark.parametrize(
    "model",
    [
        pytest.param(name, marks=pytest.mark.slow) if name == "plain" else name
        for name in ALL_MODELS
    ],
)
TRUTH = {"a": 1900.0, "b": 2000.0, "c": 2100.0}


def half_widths(found: EloFit) -> np.ndarray:
    return (found.quantile_elo(0.975) - found.quantile_elo(0.025)) / 2


@every_model
def test_conditions_never_compared_are_named_with_what_to_do(model: str) -> None:
    votes = make_votes([("a", "b", "a"), ("c", "d", "a"), ("b", "e", "b")])
    with pytest.raises(
        ValueError, match=r"2 groups .*\(a, b, e\); \(c, d\)\. Collect votes between the groups"
    ):
        fit(votes, model=model, seed=1)


@every_model
def test_no_rated_vote_is_refused(model: str) -> None:
    votes = make_votes([("a", "b", "a")], kind=TRAP, expected=np.array([0], dtype=np.int8))
    with pytest.raises(ValueError, match="no votes to rate: traps, repeats and bias rows"):
        fit(votes, model=model, seed=1)


@every_model_slowly
def test_ties_alone_tell_no_difference(model: str) -> None:
    """Everybody always says "can't tell": all alike, and nobody is sure of more."""
    rows = [(a, b, "tie") for a, b in ("ab", "bc", "ca") for _ in range(10)]
    found = fit(make_votes(rows), model=model, seed=1)
    check_convergence(found)
    np.testing.assert_allclose(found.mean_elo, 2000, atol=25)
    assert (half_widths(found) > 40).all()


@every_model
def test_one_vote_leaves_a_wide_interval(model: str) -> None:
    found = fit(make_votes([("a", "b", "a")]), model=model, seed=1)
    check_convergence(found)
    assert found.mean_elo[0] > 2000 > found.mean_elo[1]
    assert (half_widths(found) > 200).all()
    gap = found.draws_elo[:, 0] - found.draws_elo[:, 1]
    low, high = np.quantile(gap, [0.025, 0.975])
    assert low < 0 < high


@every_model_slowly
def test_one_rater_on_one_source_is_fitted_and_finds_the_order(model: str) -> None:
    crowd = Crowd(raters=1, sources=1, trap_share=0.1)
    votes = simulate_votes(elo=TRUTH, n_votes=400, seed=2, crowd=crowd)
    found = fit(votes, model=model, seed=1)
    assert not found.worst_rhat >= 1.01
    assert found.n_raters == 1
    assert (np.diff(found.mean_elo) > 0).all()
    true = np.array(list(TRUTH.values()))
    assert (np.abs(found.mean_elo - true) < 2.5 * half_widths(found)).all()


def above_every_point() -> tuple[Votes, Conditions]:
    """One rate of `high` that beats all of `low` by far."""
    elo = {"low-1": 1800.0, "low-2": 2000.0, "low-3": 2200.0, "high-1": 3200.0}
    votes = simulate_votes(elo=elo, n_votes=1500, seed=3)
    codec = ("low", "low", "low", "high")
    bpp = np.array([0.1, 0.2, 0.4, 0.359])
    return votes.rated(), Conditions(tuple(elo), codec, bpp, tuple(elo))


@pytest.mark.parametrize("model", [name for name in ALL_MODELS if name != "plain"])
def test_a_codec_above_every_point_of_its_anchor_has_no_saving(model: str) -> None:
    votes, conditions = above_every_point()
    curves = make_curves(fit=fit(votes, model=model, seed=1), conditions=conditions)
    found = {(each.test, each.anchor): each for each in compare_all(curves)}
    assert found["high", "low"].refused and np.isnan(found["high", "low"].saving.median)
    assert found["high", "low"].flag == "high at 0.359 bpp is above every low point"
    assert found["low", "high"].flag == "low is below every high point"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        ({"rhat": 1.05}, r"R-hat is 1\.050 \(must be below 1\.01\)"),
        ({"ess_bulk": 120.0}, r"effective sample size is 120 \(must exceed 400\)"),
        ({"rhat": np.nan}, r"R-hat is not a number \(must be below 1\.01\)"),
        ({"divergences": 7}, r"7 divergent draws \(must be none\)"),
    ],
)
def test_chains_that_did_not_converge_make_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: dict, message: str
) -> None:
    """Through the command: it says what to do, and leaves nothing behind."""

    def fit_badly(votes: Votes, **options: object) -> EloFit:
        good = fit(votes, **{**options, "model": "mle"})
        n = len(good.conditions)
        columns = {
            name: value if name == "divergences" else np.full(n, value)
            for name, value in spoil.items()
        }
        fine = {"rhat": np.ones(n), "ess_bulk": np.full(n, 900.0), "ess_tail": np.full(n, 900.0)}
        return replace(good, chains=4, **{**fine, **columns})

    monkeypatch.setattr(analysis, "fit", fit_badly)
    votes, _ = make_study(n_votes=500)
    write_votes(votes=votes, path=tmp_path / "votes.csv")
    with pytest.raises(
        CommandError, match=f"did not converge: {message}.*Another seed is no remedy"
    ):
        call_command(
            "analyse", str(tmp_path / "votes.csv"), out=tmp_path / "report", model="plain",
            seed=1, stdout=StringIO(),
        )  # fmt: skip
    assert not (tmp_path / "report").exists()
