"""Tables that LaTeX prints as they are meant: minus signs, and names beyond ASCII."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from elo.core.numbers import percents
from elo.report.findings import Findings, gather_findings
from elo.report.latex import (
    POOLED_ROW,
    escape,
    write_elo_table,
    write_number,
    write_savings_table,
)
from elo.tests.samples import make_context


@pytest.fixture(scope="module")
def findings() -> Findings:
    # The test codec needs more bits than the others: its savings are below 0.
    return gather_findings(make_context(test_codec="old", codec_labels={"new": "Bäcker"}))


def test_a_minus_is_mathematics_and_no_hyphen(findings: Findings, tmp_path: Path) -> None:
    write_savings_table(findings=findings, path=tmp_path / "savings.tex")
    rows = (tmp_path / "savings.tex").read_text().splitlines()
    (row,) = [each for each in rows if each.startswith("next & ")]
    saving = next(each.saving for each in findings.against() if each.anchor == "next")
    assert saving.q975 < 0
    low, high = (f"$-${-100 * end:.1f}" for end in (saving.q025, saving.q975))
    assert f" & $-${-100 * saving.median:.1f} & [{low}, {high}] & " in row


def test_scores_below_the_mean_have_a_minus_too(findings: Findings, tmp_path: Path) -> None:
    write_elo_table(findings=findings, path=tmp_path / "elo.tex")
    rows = (tmp_path / "elo.tex").read_text().splitlines()
    (row,) = [each for each in rows if each.startswith("old-0.1 & ")]
    assert row.split(" & ")[-1].startswith("$-$") and write_number(-1.25, 2) == "$-$1.25"
    assert escape(percents(-0.03)) == r"$-$3~\%"


def test_pooling_along_the_rates_is_printed_in_the_table(
    findings: Findings, tmp_path: Path
) -> None:
    known = findings.context.fit
    settings = {**known.settings, "pooled_rates": "yes: new, old"}
    context = replace(findings.context, fit=replace(known, settings=settings))
    row = rf"\multicolumn{{5}}{{l}}{{{POOLED_ROW}}} \\"
    for each in (findings, replace(findings, context=context)):
        write_elo_table(findings=each, path=tmp_path / "elo.tex")
        lines = (tmp_path / "elo.tex").read_text().splitlines()
        assert (row in lines) == each.context.fit.pools_rates


def test_names_beyond_ascii_stay_and_say_what_sets_them(findings: Findings, tmp_path: Path) -> None:
    write_savings_table(findings=findings, path=tmp_path / "savings.tex")
    write_elo_table(findings=findings, path=tmp_path / "elo.tex")
    savings, elo = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("savings.tex", "elo.tex")
    )
    head, _, table = savings.partition(r"\begin{tabular}")
    assert "\nBäcker & " in table and "LuaLaTeX or XeLaTeX" in head
    assert all(line.startswith("%") for line in head.splitlines())
    assert elo.isascii() and "LuaLaTeX" not in elo
