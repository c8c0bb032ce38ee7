from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.posterior import write_posterior
from elo.core.simulate import simulate_votes
from elo.core.types import Votes
from elo.tests.samples import PROJECT

TRUTH = {"a": 1700.0, "b": 2000.0, "c": 2300.0}


@pytest.fixture(scope="module")
def votes() -> Votes:
    return simulate_votes(elo=TRUTH, n_votes=1500, seed=2)


@pytest.fixture(scope="module")
def plain(votes: Votes) -> EloFit:
    return fit(votes, model="plain", seed=7)


def test_plain_agrees_with_mle_where_data_are_plenty(votes: Votes, plain: EloFit) -> None:
    check_convergence(plain)
    mle = fit(votes, model="mle", seed=7)
    np.testing.assert_allclose(plain.mean_elo, mle.mean_elo, atol=4)
    np.testing.assert_allclose(plain.sd_elo, mle.sd_elo, rtol=0.1)


def test_every_draw_has_mean_2000(plain: EloFit) -> None:
    np.testing.assert_allclose(plain.draws_elo.mean(axis=1), 2000)
    assert plain.draws_elo.shape == (6000, 3)


def test_same_votes_and_seed_give_the_same_numbers(votes: Votes, plain: EloFit) -> None:
    np.testing.assert_array_equal(fit(votes, model="plain", seed=7).draws_elo, plain.draws_elo)


def test_the_fit_says_how_it_was_made(votes: Votes, plain: EloFit) -> None:
    assert plain.digest == votes.digest() and plain.seed == 7 and plain.simulated
    assert {"pymc", "nutpie", "python"} <= set(plain.versions)
    assert plain.n_votes == 1500 and plain.votes_per_condition.sum() == 3000
    assert "spread_logit" in plain.other_draws


def test_the_posterior_is_kept_as_netcdf(plain: EloFit, tmp_path: Path) -> None:
    write_posterior(fit=plain, path=tmp_path / "posterior.nc")
    with xr.open_dataset(tmp_path / "posterior.nc", group="posterior", engine="h5netcdf") as kept:
        assert kept.elo.shape == (4, 1500, 3)
        assert kept.condition.values.tolist() == ["a", "b", "c"]
        assert kept.elo.attrs["units"].startswith("Elo")
        np.testing.assert_allclose(kept.elo.values.reshape(-1, 3), plain.draws_elo, rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rhat": np.array([1.0, 1.02, 1.0])}, "R-hat is 1.020 .* in the score of .* collect more"),
        ({"rhat": np.array([1.0, np.nan, 1.0])}, "R-hat is not a number"),
        ({"ess_bulk": np.array([np.nan, 900.0, 900.0])}, "effective sample size is not a number"),
        ({"other_rhat": {"spread_logit": np.nan}}, "R-hat is not a number"),
        ({"ess_tail": np.array([900.0, 350.0, 900.0])}, "size is 350 .* in the score of .* votes"),
        (
            {"other_rhat": {"lapse_centre_logit": 1.03}, "other_ess": {"lapse": 72.0}},
            "1.030 .* is 72 .* in lapse_centre_logit, lapse. .* add raters or traps",
        ),
        (
            {"other_rhat": {"side_logit": 1.03}},
            "1.030 .* in side_logit. .* look for conditions with very few votes",
        ),
        ({"divergences": 3}, "3 divergent draws"),
    ],
)
def test_a_fit_that_did_not_converge_is_refused(plain: EloFit, change: dict, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        check_convergence(replace(plain, **change))


def test_no_compiler_or_blas_warning_reaches_a_user(tmp_path: Path) -> None:
    """With no compiler on the path, importing the model says nothing at all."""
    bare = {"PATH": "/nowhere", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", "import elo.core.bayes"],
        capture_output=True, text=True, cwd=PROJECT, env=bare,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for word in ("g++", "BLAS", "compiler", "ArviZ is undergoing"):
        assert word not in done.stderr
