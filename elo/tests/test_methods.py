"""The paragraph on methods says what was done in this study, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from elo.core.fit import MODELS, fit
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import BIAS, REPEAT, VOTE, Conditions, Votes
from elo.report.findings import Findings, add_evidence, gather_findings
from elo.report.methods import (
    WORDS,
    describe_bootstrap,
    describe_others,
    describe_savings,
    write_methods,
)
from elo.tests.samples import make_context, make_ladder, make_votes

ONLY_WHERE_ASKED = (
    "source m",
    "u[m,a]",
    "u = v + w",
    "+ side",
    "left or first",
    "P(tie)",
    "traps: P(right",
    "Pairs of identical images inform",
    "tell how much a rater's answers weigh",
    "tell the side's advantage",
    "Repeats are for consistency alone",
    "on an average source",
    "the saving is its negative",
    "bits per pixel",
    "bootstrap",
    "new sources of this kind too",
)


def make_findings(votes: Votes, conditions: Conditions) -> Findings:
    full = fit(votes, model="full", seed=1, conditions=conditions)
    context = make_context(votes=votes, fit=full, conditions=conditions)
    return add_evidence(gather_findings(context))


@pytest.fixture(scope="module")
def rich() -> Findings:
    """A study in which everything was asked."""
    elo, conditions = make_ladder()
    crowd = Crowd(raters=20, sources=10, trap_share=0.2, tie=0.3, side_elo=30)
    votes = simulate_votes(elo=elo, n_votes=2000, seed=3, crowd=crowd)
    kind, rated = votes.kind.copy(), np.flatnonzero(votes.kind == VOTE)
    kind[rated[:40]], kind[rated[40:80]] = BIAS, REPEAT
    same = np.where(kind == BIAS, votes.condition_a, votes.condition_b)
    return make_findings(replace(votes, kind=kind, condition_b=same), conditions=conditions)


@pytest.fixture(scope="module")
def bare() -> Findings:
    """One source, one rater, no side, no tie, no trap, no rate."""
    votes = make_votes([("x", "y", choice) for choice in "aababaab"])
    return make_findings(votes, conditions=Conditions.without_rates(votes.conditions))


def join_methods(findings: Findings) -> str:
    return " ".join(text for _, text in write_methods(findings))


@pytest.mark.parametrize("words", ONLY_WHERE_ASKED)
def test_methods_of_full_tell_only_what_the_study_has(
    words: str, rich: Findings, bare: Findings
) -> None:
    assert words in join_methods(rich)
    assert words not in join_methods(bare)


def test_what_votes_cannot_tell_is_said_with_the_reason(rich: Findings, bare: Findings) -> None:
    assert "Not in this fit" not in join_methods(rich)
    assert (
        "Not in this fit: source effects (there is one source), effects of a "
        "source on a codec at all its rates (there is one source), the side's advantage (no side "
        "is known), ties (nobody could, or did, call a tie), differences between raters (there "
        "is one rater) and missed traps (there are no traps)."
    ) in join_methods(bare)
    assert "q_r/3:" in join_methods(rich) and "q_r/2:" in join_methods(bare)


def test_methods_name_the_tests_that_raters_could_fail(rich: Findings, bare: Findings) -> None:
    assert "to a false discovery rate of 5 %: traps, agreement" in join_methods(rich)
    assert "false discovery" not in join_methods(bare)
    assert "by rules: random answers surely above 30 %." in join_methods(bare)


def test_a_codec_with_one_rate_is_spoken_of_where_there_is_one() -> None:
    findings = gather_findings(make_context())
    assert "with one rate" not in describe_savings(findings)
    codec = findings.curves["old"]
    lone = {**findings.curves, "old": replace(codec, bpp=codec.bpp[:1])}
    assert "with one rate" in describe_savings(replace(findings, curves=lone))


def test_what_else_was_asked_weighs_raters_only_where_the_model_knows_it() -> None:
    context = make_context()
    (told,) = describe_others(context.fit, context.votes)
    assert told == "Traps add nothing to the scores."
    full = replace(context.fit, model="full", settings={"miss": "yes", "side": "yes"})
    (told,) = describe_others(full, context.votes)
    assert "how much a rater's answers weigh" in told


def test_methods_have_words_for_every_model() -> None:
    assert set(MODELS) <= set(WORDS)


def test_methods_say_of_what_the_intervals_speak() -> None:
    findings = gather_findings(make_context())
    told = dict(write_methods(findings))
    assert told["Savings"].endswith(
        "The intervals speak of new votes on these sources, not of new sources."
    )
    fit_ = findings.context.fit
    shape = (len(fit_.draws_elo), 1, len(fit_.conditions))
    known = replace(fit_, sources=("s",), draws_source_elo=np.zeros(shape, dtype=np.float32))
    context = replace(findings.context, fit=known)
    assert "new sources of this kind too" in describe_savings(replace(findings, context=context))
    assert "they are too narrow" in describe_savings(replace(findings, context=context))


def test_where_codecs_have_effects_of_their_own_no_interval_is_called_too_narrow(
    rich: Findings,
) -> None:
    assert "too narrow" not in join_methods(rich)


def test_pooling_along_the_rates_is_told_with_its_codecs_and_only_then(rich: Findings) -> None:
    assert not any(words in join_methods(rich) for words in ("pooled along", "level + rise"))
    known = rich.context.fit
    settings = {**known.settings, "pooled_rates": "yes: new, next, old"}
    context = replace(rich.context, fit=replace(known, settings=settings))
    told = join_methods(replace(rich, context=context))
    assert "source effects, scores pooled along each codec's rates." in told
    assert "E_a = level + rise*t + departure" in told
    assert "Codecs on curves: new, next, old." in told
    assert describe_bootstrap(["rater"], pooled=True)[0].startswith(
        "Cross-check by bootstrap: whole raters are drawn anew 200 times, rated by mle without "
        "pooling along the rates, and"
    )
    assert "without pooling" not in describe_bootstrap(["rater"], pooled=False)[0]


def test_a_table_of_names_tells_no_codecs() -> None:
    elo, _ = make_ladder()
    votes = simulate_votes(elo=elo, n_votes=400, seed=3, crowd=Crowd(raters=5, sources=3))
    names = Conditions.without_rates(votes.conditions)
    told = fit(votes, model="full", seed=1, conditions=names).settings["codec_effects"]
    assert told == "no: the codecs of the conditions are not known"
