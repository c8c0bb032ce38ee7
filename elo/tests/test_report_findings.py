"""Which comparison a report is about, and what it refuses to be made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elo.core.fit import fit
from elo.report.findings import gather_findings
from elo.report.sections.savings import describe_choice, make_matrix
from elo.report.words import write_headline
from elo.report.writing import write_report
from elo.tests.samples import make_context, make_study

pytestmark = pytest.mark.usefixtures("sketch")


def test_an_unconverged_fit_is_refused(tmp_path: Path) -> None:
    context = make_context()
    bad = replace(context.fit, chains=4, rhat=np.full(len(context.fit.conditions), 1.2))
    with pytest.raises(RuntimeError, match="did not converge"):
        write_report(replace(context, fit=bad), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fit_of_other_votes_is_refused() -> None:
    other, _ = make_study(seed=9)
    with pytest.raises(ValueError, match="other votes"):
        make_context(fit=fit(other, model="mle", seed=1))


def test_an_unknown_test_codec_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'original' has no rated .* one of old, new, next"):
        write_report(make_context(test_codec="original"), tmp_path / "out")


def test_the_test_codec_can_be_chosen() -> None:
    findings = gather_findings(make_context(test_codec="old"))
    assert "old needs" in write_headline(findings) and findings.leading.saving.median < 0


def test_the_closest_rival_leads() -> None:
    findings = gather_findings(make_context())
    assert (findings.leading.test, findings.leading.anchor) == ("next", "new")


def test_two_codecs_are_compared_in_both_directions_and_the_choice_is_explained() -> None:
    findings = gather_findings(make_context())
    two = dict(list(findings.curves.items())[:2])
    matrix = make_matrix(replace(findings, curves=two))
    assert matrix is not None and len(matrix["rows"]) == len(matrix["columns"]) == 2
    assert "next was chosen because" in describe_choice(findings)
    named = replace(findings, context=replace(findings.context, test_codec="new"))
    assert describe_choice(named) == ""
