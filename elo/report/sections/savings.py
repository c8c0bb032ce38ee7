"""Bits saved at equal quality: the headline's table, and every codec against every other."""

from __future__ import annotations

from typing import Any

from elo.core.numbers import chance, percents
from elo.core.savings import Saving
from elo.report.findings import Findings
from elo.report.words import describe_need, describe_saving_interval, why_no_saving

MOST_IN_MATRIX = 10  # codecs; a wider table is left to savings.csv
Cells = dict[str, Any]


def tell_savings(findings: Findings) -> Cells:
    """Rows of the test codec against each other, the matrix, or why there is neither."""
    return {
        "test": findings.palette.label(findings.test) if findings.test else None,
        "chosen": describe_choice(findings),
        "rows": [saving_row(each, findings) for each in findings.against()],
        "reason": why_no_saving(findings),
        "matrix": make_matrix(findings),
    }


def describe_choice(findings: Findings) -> str:
    """Say by what rule the codec that the report is about was chosen, if nobody named it."""
    if findings.context.test_codec is not None or findings.test is None:
        return ""
    return (
        f"Nobody named a codec to test: {findings.palette.label(findings.test)} was chosen because "
        "its chance of saving bits, on average against the others, is the highest of all (between "
        "equals, its mean saving). The best of several looks a little better than it is."
    )


def saving_row(saving: Saving, findings: Findings) -> Cells:
    """One line of the headline table, in words."""
    row: Cells = {
        "anchor": findings.palette.label(saving.anchor),
        "colour": findings.palette.colour_of(saving.anchor),
        "refused": saving.refused,
        "flag": saving.flag,
    }
    if saving.refused:
        return row
    return {
        **row,
        "need": describe_need(saving),
        "saving": percents(saving.saving.median),
        "interval": describe_saving_interval(saving),
        "chance": chance(saving.probability),
        "range": describe_range(saving),
        "overlap": percents(saving.overlap),
    }


def describe_range(saving: Saving) -> str:
    """Shared range of quality, rounded to whole points."""
    low, high = round(saving.elo_low), round(saving.elo_high)
    return str(low) if low == high else f"{low} to {high}"


def make_matrix(findings: Findings) -> Cells | None:
    """Saving of every codec (row) against every other (column), both directions."""
    codecs = list(findings.curves)
    if not 2 <= len(codecs) <= MOST_IN_MATRIX:
        return None
    found = {(each.test, each.anchor): each for each in findings.savings}
    return {
        "columns": [findings.palette.label(codec) for codec in codecs],
        "rows": [
            (
                findings.palette.label(test),
                [matrix_cell(found.get((test, anchor))) for anchor in codecs],
            )
            for test in codecs
        ],
    }


def matrix_cell(saving: Saving | None) -> dict[str, str]:
    """One cell: the saving and, small, its interval."""
    if saving is None:
        return {"text": "", "hint": ""}
    if saving.refused:
        return {"text": "\N{EN DASH}", "hint": ""}
    return {"text": percents(saving.saving.median), "hint": describe_saving_interval(saving)}
