"""What is said of raters whom nothing speaks against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elo.core.fit import fit
from elo.core.quality.judging import judge_raters
from elo.core.quality.tested import list_outlying, list_tested
from elo.core.types import UNKNOWN, VOTE
from elo.report.findings import add_evidence, gather_findings
from elo.report.sections.people import tell_people, write_named
from elo.tests.samples import make_context, make_study


def test_only_what_was_measured_is_named() -> None:
    votes, _ = make_study()
    bare = votes.select(votes.kind == VOTE)
    bare = replace(
        bare,
        left=np.full_like(bare.left, UNKNOWN),
        response_ms=np.full_like(bare.response_ms, np.nan),
    )
    qualities = judge_raters(votes=bare, fit=fit(bare, model="mle", seed=1))
    assert list_tested(qualities) == ("agreement with the others",)


def test_whoever_lies_apart_is_named_and_nobody_is_told_to_leave_him_out() -> None:
    findings = add_evidence(gather_findings(make_context()))
    first, *others = findings.evidence.qualities
    near = [replace(each, outlying=1.5) for each in others]
    assert list_outlying([replace(first, outlying=1.51), *near]) == (first.rater,)
    evidence = replace(
        findings.evidence, qualities=(replace(first, outlying=9.0), *near), suggestions=()
    )
    said = tell_people(replace(findings, evidence=evidence))
    assert said["apart"] == f"1 lies apart from the crowd (outlying above 1.5): {first.rater}"
    assert "speak against nobody" in said["untouched"]


def test_one_is_no_plural() -> None:
    assert write_named(1, 1) == "1 of 1 rater is named, with a reason."
    assert write_named(2, 40) == "2 of 40 raters are named, each with a reason."
