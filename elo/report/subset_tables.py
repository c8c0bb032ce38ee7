"""source_savings.csv and category_savings.csv. Their columns are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from elo.core.formats.values import write_columns
from elo.core.subsets.saving import SubsetSaving
from elo.report.tables import SAVING, Columns, saving_columns

ON_EITHER = (
    *("test", "anchor", "votes", "method", "overlap", "no_overlap_share"),
    *SAVING,
    *("probability", "repaired_share", "flag"),
)


def write_source_savings(*, savings: Sequence[SubsetSaving], path: Path) -> None:
    """Write a row for each source and anchor; fractions, empty where refused."""
    known = subset_columns(savings, "source")
    write_columns(path=path, columns={name: known[name] for name in ("source", *ON_EITHER)})


def write_category_savings(*, savings: Sequence[SubsetSaving], path: Path) -> None:
    """Write a row for each category and anchor; fractions, empty where refused."""
    known = subset_columns(savings, "category")
    order = ("category", "sources", *ON_EITHER)
    write_columns(path=path, columns={name: known[name] for name in order})


def subset_columns(savings: Sequence[SubsetSaving], kind: str) -> Columns:
    """Everything that a table may tell of savings on parts of this kind."""
    return {
        **saving_columns([each.saving for each in savings]),
        kind: [each.subset for each in savings],
        "sources": [each.sources for each in savings],
        "votes": [each.votes for each in savings],
        "method": [each.method for each in savings],
    }
