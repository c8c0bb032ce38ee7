"""Model `full` from votes to a fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.full.fitting import sample_study
from elo.core.full.model.rows import arrange_rows
from elo.core.full.sampling import Plan
from elo.core.posterior import write_posterior
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import TRAP, UNKNOWN, Conditions, Votes
from elo.tests.samples import make_votes

TRUTH = {"a": 1700.0, "b": 1900.0, "c": 2100.0, "d": 2300.0}
CROWD = Crowd(
    raters=30, sources=8, lapse=0.1, tie=0.4, side_elo=60.0, source_sd_elo=80.0, trap_share=0.1
)


@pytest.fixture(scope="module")
def votes() -> Votes:
    return simulate_votes(elo=TRUTH, n_votes=3000, seed=5, crowd=CROWD)


@pytest.fixture(scope="module")
def full(votes: Votes) -> EloFit:
    return fit(votes, model="full", seed=7)


def test_it_finds_what_the_crowd_was_made_of(full: EloFit) -> None:
    check_convergence(full)
    off = (full.mean_elo - np.array(list(TRUTH.values()))) / full.sd_elo
    assert np.abs(off).max() < 3
    for name, truth in (
        ("side_logit", 60 / 173.7),
        ("source_spread_logit", 80 / 173.7),
        ("log_tie_logit", np.log(0.4)),
    ):
        draws = full.other_draws[name]
        assert abs(draws.mean() - truth) < 3 * draws.std()
    assert abs(full.draws_lapse.mean() - 0.1) < 0.05


def test_intervals_speak_of_new_sources(votes: Votes, full: EloFit) -> None:
    """The mean over 8 sources that differ by 80 Elo is not known to better than 80/sqrt(8)."""
    assert full.sd_elo.min() > 20 > fit(votes, model="mle", seed=1).sd_elo.max()


def test_the_same_votes_and_seed_give_the_same_numbers_in_any_order(
    votes: Votes, full: EloFit
) -> None:
    mixed = votes.select(np.random.default_rng(0).permutation(len(votes)))
    again = fit(mixed, model="full", seed=7)
    np.testing.assert_array_equal(again.draws_elo, full.draws_elo)
    np.testing.assert_array_equal(again.draws_source_elo, full.draws_source_elo)
    other = fit(votes, model="full", seed=8).draws_elo  # may have needed more draws
    assert (other[:500] != full.draws_elo[:500]).all()


def test_every_draw_has_mean_2000_also_on_each_source(full: EloFit) -> None:
    np.testing.assert_allclose(full.draws_elo.mean(axis=1), 2000)
    np.testing.assert_allclose(full.draws_source_elo.mean(axis=2), 2000, rtol=1e-5)


def test_a_rater_who_answers_at_random_is_known_by_it(votes: Votes) -> None:
    rng = np.random.default_rng(1)
    random = votes.rater == 3
    choice = np.where(random, rng.integers(0, 3, len(votes)), votes.choice).astype(np.int8)
    found = fit(replace(votes, choice=choice), model="full", seed=1)
    mean = dict(zip(found.raters, found.draws_lapse.mean(axis=0), strict=True))
    assert mean.pop("rater-0003") > 0.5 > max(mean.values())


def test_traps_move_reliability_and_no_condition_of_theirs_is_rated(votes: Votes) -> None:
    """All traps of one rater answered wrongly: of that one more is thought to be random."""
    mine = (votes.rater == 4) & (votes.kind == TRAP)
    wrong = np.where(mine, 1 - votes.expected, votes.choice).astype(np.int8)
    fits = [fit(each, model="full", seed=1) for each in (votes, replace(votes, choice=wrong))]
    before, after = (
        each.draws_lapse.mean(axis=0)[each.raters.index("rater-0004")] for each in fits
    )
    assert after > before + 0.1
    assert fits[1].conditions == tuple(TRUTH)


def test_the_posterior_is_kept_as_netcdf(full: EloFit, tmp_path: Path) -> None:
    write_posterior(fit=full, path=tmp_path / "posterior.nc")
    with xr.open_dataset(tmp_path / "posterior.nc", group="posterior", engine="h5netcdf") as kept:
        assert kept.lapse.shape == (4, 200, 30) and kept.source_elo.shape == (4, 200, 8, 4)
        assert kept.rater.values[0] == "rater-0000"
        draw = int(kept.kept_draw[1])
        assert draw == full.settings["draws_per_chain"] / 200
        own = full.draws_source_elo.reshape(4, -1, 8, 4)[2, draw]
        np.testing.assert_array_equal(kept.source_elo.isel(chain=2, kept_draw=1), own)


@pytest.mark.parametrize(
    ("rows", "low_sd_elo"),
    [
        ([("a", "b", "a")], 150),  # one vote
        ([("a", "b", "tie")] * 30, 30),  # nothing but ties
        ([("a", "b", "a"), ("b", "a", "a")] * 20, 20),  # one rater, one source
    ],
)
def test_what_a_study_cannot_tell_stays_wide(rows: list, low_sd_elo: float) -> None:
    found = fit(make_votes(rows), model="full", seed=1)
    check_convergence(found)
    assert found.sd_elo.min() > low_sd_elo
    assert found.sources == () and found.draws_source_elo is None
    assert found.settings["source_effects"] == "no: there is one source"
    assert not {"side_logit", "miss_share", "source_spread_logit"} & set(found.other_draws)


def test_unknown_sides_leave_side_out(votes: Votes) -> None:
    found = fit(
        replace(votes, left=np.full(len(votes), UNKNOWN, dtype=np.int8)), model="full", seed=1
    )
    assert "side_logit" not in found.other_draws and "log_tie_logit" in found.other_draws


def test_ties_that_were_allowed_count_even_if_nobody_called_one() -> None:
    votes = make_votes([("a", "b", "a"), ("b", "a", "a")] * 50)
    found = fit(votes, model="full", seed=1, allow_ties=True)
    assert np.exp(found.other_draws["log_tie_logit"]).mean() < 0.2
    assert "log_tie_logit" not in fit(votes, model="full", seed=1).other_draws


def test_it_refuses_a_tie_that_was_not_allowed(votes: Votes) -> None:
    with pytest.raises(ValueError, match=r"vote \d+ is a tie, but allow_ties is False"):
        fit(votes, model="full", seed=1, allow_ties=False)


def test_too_short_chains_are_refused(votes: Votes) -> None:
    study = arrange_rows(votes)
    short = sample_study(study, seed=1, plans=(Plan(5, 20, 0.8),))
    assert short.problems and short.attempts == 1 and not short.refused
    longer = sample_study(study, seed=1, plans=(Plan(5, 20, 0.8), Plan(100, 3000, 0.9)))
    assert not longer.problems and longer.attempts == 2
    assert longer.refused == (", ".join(short.problems),)


CODECS = Conditions(
    (*TRUTH, "trap-clean", "trap-ruined"), tuple("xxyycr"), np.full(6, np.nan), tuple("abcdef")
)


@pytest.mark.slow
@pytest.mark.parametrize("known", [None, CODECS])
def test_it_samples_what_the_no_u_turn_sampler_finds_for_pymcs_statement(
    votes: Votes, known: Conditions | None
) -> None:
    """Another sampler, another density's code, other coordinates: the same means and spreads."""
    from elo.core.bayes import nutpie
    from elo.core.full.model.statement import build_full_model

    study = arrange_rows(votes.select(np.arange(len(votes)) < 800), known=known)
    ours = sample_study(study, seed=1).draws
    compiled = nutpie.compile_pymc_model(build_full_model(study), backend="numba")
    trace = nutpie.sample(
        compiled, draws=1500, tune=1000, chains=4, seed=1, target_accept=0.95, progress_bar=False
    ).posterior
    shared = (
        ("codec_effect", ours.shared),
        ("codec_spread", ours.numbers.get("codec_spread_logit")),
    )
    for name, found in (
        *(shared if known else ()),
        ("skill", ours.skill),
        ("source_effect", ours.effect),
        ("lapse", ours.lapse),
        ("spread", ours.numbers["spread_logit"]),
        ("source_spread", ours.numbers["source_spread_logit"]),
        ("side", ours.numbers["side_logit"]),
        ("log_tie", ours.numbers["log_tie_logit"]),
        ("lapse_centre", ours.numbers["lapse_centre_logit"]),
        ("lapse_spread", ours.numbers["lapse_spread_logit"]),
        ("miss", ours.numbers["miss_share"]),
    ):
        theirs = trace[name].to_numpy()
        theirs = theirs.reshape(-1, *theirs.shape[2:])
        # A thousand effective draws know a mean to 0.03 standard deviations.
        off = np.abs(found.mean(axis=0) - theirs.mean(axis=0)) / theirs.std(axis=0)
        assert off.max() < 0.2, name
        np.testing.assert_allclose(found.std(axis=0), theirs.std(axis=0), rtol=0.2)
