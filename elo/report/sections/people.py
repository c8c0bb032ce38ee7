"""Raters and screening: who answered how, whom not to use, and what the savings were without."""

from __future__ import annotations

from typing import Any

from elo.charts.numbers import percents
from elo.core.quality.what_if import SavingChange, WhatIf
from elo.core.savings import Saving
from elo.report.findings import Findings
from elo.report.words import describe_data, describe_saving_interval

MOST_SHOWN = 40  # raters in the table; raters.csv has them all


def tell_people(findings: Findings) -> dict[str, Any]:
    """Facts of the votes, the raters that something speaks against, and what if."""
    evidence = findings.evidence
    rows = [
        {"rater": each.rater, "votes": f"{each.votes:,}", "reasons": "; ".join(each.reasons)}
        for each in evidence.suggestions
    ]
    return {
        "facts": describe_data(findings),
        "judged": len(evidence.qualities),
        "suggested": rows[:MOST_SHOWN],
        "hidden": max(len(rows) - MOST_SHOWN, 0),
        "named": len(rows),
        "what_if": tell_what_if(evidence.what_if, findings) if evidence.what_if else None,
    }


def tell_what_if(what_if: WhatIf, findings: Findings) -> dict[str, Any]:
    """The savings with everybody and without the raters named, both by the quick fit."""
    labels = dict(
        zip(findings.context.conditions.names, findings.context.conditions.label, strict=True)
    )
    return {
        "refused": what_if.refused,
        "votes": f"{what_if.n_votes:,}",
        "votes_left": f"{what_if.n_votes_left:,}",
        "test": findings.palette.label(what_if.test) if what_if.test else "",
        "rows": [change_row(each, findings) for each in what_if.savings],
        "change": f"{abs(what_if.biggest_change_elo):.0f}",
        "condition": labels.get(what_if.biggest_change_condition, ""),
        "lost": ", ".join(labels.get(name, name) for name in what_if.lost),
    }


def change_row(change: SavingChange, findings: Findings) -> dict[str, str]:
    """One anchor, with everybody and without."""
    return {
        "anchor": findings.palette.label(change.anchor),
        "with_all": describe(change.with_all),
        "without": describe(change.without),
    }


def describe(saving: Saving) -> str:
    """Median saving with its interval, or that there is none."""
    if saving.refused:
        return "no number"
    return f"{percents(saving.saving.median)} ({describe_saving_interval(saving)})"
