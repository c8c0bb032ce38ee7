"""Model `full` where codecs are strong or weak on whole pictures, at all their rates."""

from __future__ import annotations

import numpy as np
import pytest

from elo.core.diagnostics import check_convergence
from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.full.model.grouping import group_conditions
from elo.core.simulate import TRAP_CLEAN, TRAP_RUINED
from elo.core.truth.answers import Design, answer_study
from elo.core.truth.world import People, draw_truth
from elo.core.types import Conditions, Votes

ELO = {
    f"{codec}{rate}": 200.0 * rate + better
    for codec, better in (("a", 0), ("b", 80), ("c", 160))
    for rate in range(3)
}
PEOPLE = People(
    raters=40, sources=16, careless=0.0, source_sd_elo=40.0, codec_sd_elo=100.0, tie=0.3
)


def name_codecs(**renamed: str) -> Conditions:
    names = (*ELO, TRAP_CLEAN, TRAP_RUINED)
    codecs = tuple(renamed.get(name[0], name[0]) if name in ELO else name for name in names)
    return Conditions(names, codecs, np.full(len(names), np.nan), names)


@pytest.fixture(scope="module")
def votes() -> Votes:
    truth = draw_truth(elo=ELO, people=PEOPLE, seed=2, codec=np.repeat([0, 1, 2], 3).tolist())
    return answer_study(truth=truth, design=Design(60, 3, 0, 1), seed=2)


@pytest.fixture(scope="module")
def full(votes: Votes) -> EloFit:
    return fit(votes, model="full", seed=2, conditions=name_codecs())


def codec_gap(found: EloFit) -> np.ndarray:
    """Mean score of codec c over that of a, shape (n_draws,)."""
    return found.draws_elo[:, 6:].mean(axis=1) - found.draws_elo[:, :3].mean(axis=1)


def test_it_tells_what_rates_share_from_what_is_their_own(full: EloFit) -> None:
    check_convergence(full)
    for name, truth in (("codec_spread_logit", 100 / 173.7), ("source_spread_logit", 40 / 173.7)):
        draws = full.other_draws[name]
        assert abs(draws.mean() - truth) < 3 * draws.std() < 0.6
    assert full.settings["codec_effects"] == "yes"
    assert {"codec_effect_logit", "codec_spread_logit"} <= set(full.priors)
    assert {"codec_effect", "codec_spread_logit"} <= set(full.other_rhat)


def test_codecs_are_compared_no_better_than_the_sources_allow(votes: Votes, full: EloFit) -> None:
    """The mean gap on 16 sources that differ by 100 Elo each; without codecs it looks surer."""
    unknown = fit(votes, model="full", seed=2)
    sd_elo = codec_gap(full).std()
    assert sd_elo > 0.8 * 100 * np.sqrt(2 / 16) and sd_elo > 1.3 * codec_gap(unknown).std()
    assert "codec_spread_logit" not in unknown.other_draws
    assert unknown.settings["codec_effects"] == "no: the codecs of the conditions are not known"
    assert not {"codec_effect_logit", "codec_spread_logit"} & set(unknown.priors)


def test_names_of_codecs_change_no_bit(votes: Votes, full: EloFit) -> None:
    again = fit(votes, model="full", seed=2, conditions=name_codecs(a="z", b="y"))
    np.testing.assert_array_equal(again.draws_elo, full.draws_elo)
    np.testing.assert_array_equal(again.draws_source_elo, full.draws_source_elo)


def test_what_was_never_shown_on_a_source_goes_there_with_its_codec(votes: Votes) -> None:
    shown = (votes.condition_a == 2) | (votes.condition_b == 2)
    votes = votes.select(~(shown & (votes.source == 0)))
    found = fit(votes, model="full", seed=2, conditions=name_codecs())
    here = (found.draws_source_elo[:, 0] - found.draws_elo).mean(axis=0)
    wide = (found.draws_source_elo[:, 0] - found.draws_elo).std(axis=0)
    assert abs(here[2] - here[:2].mean()) < 20 < np.abs(here).max()
    assert wide[2] > wide[:2].max()


@pytest.mark.parametrize(
    ("codecs", "sources", "told"),
    [
        ("aab", 2, "yes"),
        ("aab", 1, "no: there is one source"),
        ("abc", 2, "no: every codec has one rate"),
        ("aaa", 2, "no: there is one codec"),
        (None, 2, "no: the codecs of the conditions are not known"),
    ],
)
def test_it_says_why_codecs_have_no_effects(codecs: str | None, sources: int, told: str) -> None:
    names = ("x", "y", "z")
    known = codecs and Conditions(names, tuple(codecs), np.ones(3), names)
    found = group_conditions(names, known or None, has_sources=sources > 1)
    assert found.told == told
    assert found.codecs == (("a", "b") if told == "yes" else ())
    assert found.condition_codec.tolist() == ([0, 0, 1] if told == "yes" else [0, 0, 0])


def test_a_study_of_two_codecs_one_of_one_rate_is_fitted(votes: Votes) -> None:
    """An original, say: how much of its effects is its codec's nobody can tell."""
    few = np.isin(votes.condition_a, (0, 1, 3)) & np.isin(votes.condition_b, (0, 1, 3))
    found = fit(votes.select(few), model="full", seed=2, conditions=name_codecs())
    check_convergence(found)
    assert found.settings["codec_effects"] == "yes"


def test_only_rated_conditions_have_codecs(votes: Votes, full: EloFit) -> None:
    """Nothing changes where the table has more than was rated."""
    table = name_codecs()
    more = Conditions(
        (*table.names, "original"), (*table.codec, "a"), np.append(table.bpp, np.nan),
        (*table.label, "original"),
    )  # fmt: skip
    again = fit(votes, model="full", seed=2, conditions=more)
    np.testing.assert_array_equal(again.draws_elo, full.draws_elo)
