"""Savings on parts of the sources: each category, each source."""

from __future__ import annotations

from typing import Any

from elo.core.numbers import percents
from elo.core.subsets.saving import SubsetSaving
from elo.report.findings import Findings
from elo.report.words import describe_saving_interval

MOST_ANCHORS = 8  # columns; more are left to category_savings.csv


def tell_categories(findings: Findings) -> dict[str, Any]:
    """A row for each category of sources, a column for each anchor."""
    found = findings.evidence.categories
    anchors = list(dict.fromkeys(each.saving.anchor for each in found))[:MOST_ANCHORS]
    by_place = {(each.subset, each.saving.anchor): each for each in found}
    counts = {each.subset: each.sources for each in found}
    return {
        "test": findings.palette.label(findings.test) if findings.test else "",
        "anchors": [findings.palette.label(anchor) for anchor in anchors],
        "rows": [
            {
                "name": name,
                "sources": str(sources),
                "cells": [describe_part(by_place[name, anchor]) for anchor in anchors],
            }
            for name, sources in counts.items()
        ],
        "known": bool(findings.evidence.sources),
        "own": findings.context.fit.draws_source_elo is not None,
    }


def describe_part(part: SubsetSaving) -> dict[str, str]:
    """One cell: the saving and, small, its interval, or why there is none."""
    saving = part.saving
    if saving.refused:
        return {"text": "\N{EN DASH}", "hint": saving.flag}
    return {"text": percents(saving.saving.median), "hint": describe_saving_interval(saving)}
