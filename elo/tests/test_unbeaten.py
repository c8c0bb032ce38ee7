"""Scores that rest on the prior are said to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from elo.analysis import Tables, analyse
from elo.core.counts import PairCounts, count_pairs
from elo.core.fit import fit
from elo.core.types import Conditions
from elo.core.unbeaten import describe_unbeaten
from elo.report.findings import Findings, gather_findings
from elo.report.sections.checks import list_checks
from elo.report.tables import list_facts
from elo.tests.samples import make_context, make_votes

TOP = "condition x never lost: its score rests on the prior"
# x beats both; y and z win and lose.
UNBEATEN = [("x", "y", "a"), ("x", "z", "a"), ("y", "z", "a"), ("z", "y", "a")]


def count(*rows: tuple[str, str, str]) -> PairCounts:
    return count_pairs(make_votes(list(rows)))


def test_who_never_lost_and_who_never_won_is_named() -> None:
    assert describe_unbeaten(count(*UNBEATEN)) == (TOP,)
    # In a row of winners the middle one did both, but nothing but the prior holds the ends.
    assert describe_unbeaten(count(("x", "y", "a"), ("y", "z", "a"))) == (
        TOP,
        "condition z never won: its score rests on the prior",
    )


def test_a_group_that_never_lost_to_the_others_is_named_as_one() -> None:
    among = [(a, b, "a") for a, b in ("wx", "xw", "yz", "zy")]
    assert describe_unbeaten(count(*among, ("w", "y", "a"))) == (
        "conditions w, x never lost against the others: their scores rest on the prior",
        "conditions y, z never won against the others: their scores rest on the prior",
    )


def test_one_loss_or_one_tie_is_enough_to_say_nothing() -> None:
    assert describe_unbeaten(count(*UNBEATEN, ("y", "x", "a"))) == ()
    assert describe_unbeaten(count(*UNBEATEN, ("y", "x", "tie"))) == ()
    assert describe_unbeaten(count(("x", "y", "tie"))) == ()


def find(rows: list[tuple[str, str, str]]) -> Findings:
    votes = make_votes(rows)
    conditions = Conditions.without_rates(votes.conditions)
    return gather_findings(
        make_context(votes=votes, conditions=conditions, fit=fit(votes, model="mle", seed=1))
    )


def test_the_report_says_so_among_its_checks_and_facts() -> None:
    findings = find(UNBEATEN)
    assert ("Never lost or never won", TOP, "none") in list_checks(findings)
    noted = replace(findings, context=replace(findings.context, warnings=("odd table",)))
    assert list_facts(noted)["warnings"] == ["odd table", TOP]
    beaten = find([*UNBEATEN, ("z", "x", "a")])
    assert list_facts(beaten)["warnings"] == []
    assert all(name != "Never lost or never won" for name, _, _ in list_checks(beaten))


def test_who_analyses_tables_hears_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("elo.analysis.write_report", lambda context, out: out)
    rows = "\n".join(f"ann,park,{a},{b},{choice}" for a, b, choice in UNBEATEN)
    (tmp_path / "v.csv").write_text(f"rater,source,condition_a,condition_b,choice\n{rows}\n")
    heard: list[str] = []
    tables = Tables(tmp_path / "v.csv")
    analyse(tables=tables, out=tmp_path / "out", model="mle", seed=1, tell=heard.append)
    assert heard == [TOP]
