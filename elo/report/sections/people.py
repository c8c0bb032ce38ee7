"""Raters and screening: who answered how, whom not to use, and what the savings were without."""

from __future__ import annotations

from typing import Any

from elo.core.numbers import percents
from elo.core.quality.outlying import OUTLYING
from elo.core.quality.tested import list_outlying, list_tested
from elo.core.quality.what_if import SavingChange, WhatIf
from elo.core.savings import Saving
from elo.report.findings import Findings
from elo.report.words import count, describe_data, describe_saving_interval, join_all

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
        "named": write_named(len(rows), len(evidence.qualities)),
        "untouched": write_untouched(findings),
        "apart": write_apart(findings),
        "what_if": tell_what_if(evidence.what_if, findings) if evidence.what_if else None,
    }


def write_named(named: int, judged: int) -> str:
    """How many of how many are named, as a sentence."""
    verb, each = ("is", "with a reason") if named == 1 else ("are", "each with a reason")
    return f"{named:,} of {count(judged, 'rater')} {verb} named, {each}."


def write_untouched(findings: Findings) -> str:
    """Say that nobody is named, and by which tests: only those the votes allow."""
    qualities = findings.evidence.qualities
    tested = list_tested(qualities)
    if not tested:
        return f"Of {count(len(qualities), 'rater')} nothing was measured that could name anybody."
    verb = "speaks" if len(tested) == 1 and not tested[0].endswith("s") else "speak"
    told = join_all(tested)
    return f"Of {count(len(qualities), 'rater')} none is named: {told} {verb} against nobody."


def write_apart(findings: Findings) -> str:
    """Name those who lie apart from the crowd; nothing where nobody does."""
    names = list_outlying(findings.evidence.qualities)
    if not names:
        return ""
    shown = [*names[:MOST_SHOWN]]
    if len(names) > MOST_SHOWN:
        shown.append(f"{len(names) - MOST_SHOWN} more in raters.csv")
    who = "1 lies" if len(names) == 1 else f"{len(names):,} lie"
    return f"{who} apart from the crowd (outlying above {OUTLYING}): {join_all(shown)}"


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
