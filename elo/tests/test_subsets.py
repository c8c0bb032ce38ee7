"""A codec that is good on photographs and bad on text is seen to be so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.elo_fit import EloFit
from elo.core.fit import fit
from elo.core.simulate import Crowd, simulate_votes
from elo.core.subsets.saving import UNSORTED, SubsetSaving, category_savings, source_savings
from elo.core.types import Votes
from elo.tests.samples import make_ladder

GAIN_ELO = {"photograph": 0.0, "text": -350.0}  # on top of the 150 Elo that `new` has over `old`
TRUE_SAVING = {kind: 1 - 2 ** (-(150 + gain) / 200) for kind, gain in GAIN_ELO.items()}


def simulate(n_votes: int = 6000) -> tuple[Votes, dict[str, str]]:
    """Half of the votes on four photographs, half on four pages of text."""
    elo, _ = make_ladder()
    parts = []
    for kind, gain in GAIN_ELO.items():
        here = {name: at + gain * name.startswith("new-") for name, at in elo.items()}
        crowd = Crowd(raters=30, sources=4)
        part = simulate_votes(elo=here, n_votes=n_votes // 2, seed=len(parts), crowd=crowd)
        parts.append(replace(part, sources=tuple(f"{kind}-{at}" for at in range(4))))
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in (
            "rater", "condition_a", "condition_b", "choice", "left", "kind", "expected",
            "response_ms", "simulated",
        )
    }  # fmt: skip
    source = np.concatenate([parts[0].source, parts[1].source + 4])
    sources = parts[0].sources + parts[1].sources
    votes = replace(parts[0], sources=sources, source=source, **joined)
    return votes, {name: name.rpartition("-")[0] for name in sources}


VOTES, CATEGORIES = simulate()
CONDITIONS = make_ladder()[1]


@pytest.fixture(scope="module")
def plain_fit() -> EloFit:
    return fit(VOTES, model="mle", seed=1)


def with_source_scores(known: EloFit) -> EloFit:
    """As a model that knows the truth on each source, to within 20 Elo."""
    noise = np.random.default_rng(1).normal(0, 20, (500, len(VOTES.sources), len(known.conditions)))
    new = np.array([name.startswith("new-") for name in known.conditions])
    elo = np.array([make_ladder()[0][name] for name in known.conditions])
    gain = np.array([GAIN_ELO[CATEGORIES[name]] for name in VOTES.sources])
    draws = (elo + gain[:, None] * new + noise).astype(np.float32)
    return replace(
        known, draws_elo=known.draws_elo[:500], sources=VOTES.sources, draws_source_elo=draws
    )


def against_old(found: tuple[SubsetSaving, ...]) -> dict[str, SubsetSaving]:
    return {each.subset: each for each in found if each.saving.anchor == "old"}


@pytest.mark.parametrize("knows_sources", [False, True])
def test_the_weak_category_is_seen(plain_fit: EloFit, knows_sources: bool) -> None:
    used = with_source_scores(plain_fit) if knows_sources else plain_fit
    found = category_savings(
        fit=used, votes=VOTES, conditions=CONDITIONS, categories=CATEGORIES, test="new"
    )
    for kind, each in against_old(found).items():
        assert each.saving.saving.q025 < TRUE_SAVING[kind] < each.saving.saving.q975
        assert each.sources == 4 and each.method == "mle"
    rows = against_old(found)
    assert rows["photograph"].saving.probability > 0.999
    assert rows["text"].saving.probability < 0.001


def test_each_source_has_its_saving(plain_fit: EloFit) -> None:
    used = replace(with_source_scores(plain_fit), model="full")
    found = source_savings(
        fit=used, votes=VOTES, conditions=CONDITIONS, test="new", anchors=("old",)
    )
    assert [each.subset for each in found] == sorted(VOTES.sources)
    assert {each.method for each in found} == {"full"}
    for each in found:
        assert (each.saving.saving.median > 0) is each.subset.startswith("photograph")


def test_votes_are_those_that_show_one_of_both_codecs(plain_fit: EloFit) -> None:
    found = source_savings(fit=plain_fit, votes=VOTES, conditions=CONDITIONS, test="new")
    each = next(row for row in found if row.subset == "text-1" and row.saving.anchor == "old")
    codec = np.array([name.partition("-")[0] for name in VOTES.conditions])
    shown = [np.isin(codec[column], ["new", "old"]) for column in
             (VOTES.condition_a, VOTES.condition_b)]  # fmt: skip
    here = (VOTES.source == VOTES.sources.index("text-1")) & (VOTES.kind == 0)
    assert each.votes == np.sum(here & (shown[0] | shown[1])) > 0


def test_an_unsorted_source_is_named_as_such(plain_fit: EloFit) -> None:
    known = {name: kind for name, kind in CATEGORIES.items() if name != "text-3"}
    found = category_savings(
        fit=plain_fit, votes=VOTES, conditions=CONDITIONS, categories=known, test="new"
    )
    assert list(against_old(found)) == ["photograph", "text", UNSORTED]
    assert against_old(found)["text"].sources == 3
    assert not category_savings(
        fit=plain_fit, votes=VOTES, conditions=CONDITIONS, categories={}, test="new"
    )


def test_what_was_not_asked_on_a_source_is_refused(plain_fit: EloFit) -> None:
    names = np.array(VOTES.conditions)
    shown = np.stack([names[VOTES.condition_a], names[VOTES.condition_b]])
    here = VOTES.source == VOTES.sources.index("text-0")
    gone = np.char.startswith(shown, "next-") | (shown == "old-0.8")
    votes = VOTES.select(~(here & gone.any(axis=0)))
    fitted = fit(votes, model="mle", seed=1)
    for used, old_refused in ((fitted, True), (with_source_scores(fitted), False)):
        found = source_savings(fit=used, votes=votes, conditions=CONDITIONS, test="new")
        rows = {row.saving.anchor: row.saving for row in found if row.subset == "text-0"}
        assert rows["next"].refused and rows["next"].flag == "no votes on next here"
        assert rows["old"].refused is old_refused
    mle = source_savings(fit=fitted, votes=votes, conditions=CONDITIONS, test="new")
    flags = {row.saving.flag for row in mle if row.subset == "text-0"}
    assert "no comparisons here join 1 of old's 4 rates to the others" in flags


def test_an_unknown_codec_is_refused(plain_fit: EloFit) -> None:
    for wrong in ({"test": "jxl"}, {"test": "new", "anchors": ("jxl",)}):
        with pytest.raises(ValueError, match="'jxl' .* expected one of old, new, next"):
            source_savings(fit=plain_fit, votes=VOTES, conditions=CONDITIONS, **wrong)
