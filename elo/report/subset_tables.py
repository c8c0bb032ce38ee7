"""source_savings.csv and category_savings.csv. Their columns are fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from elo.core.formats.values import write_all, write_columns
from elo.core.subsets.saving import SubsetSaving
from elo.report.tables import interval_columns


def write_source_savings(*, savings: Sequence[SubsetSaving], path: Path) -> None:
    """Write a row for each source and anchor; fractions, empty where refused."""
    write_columns(
        path=path, columns={"source": [each.subset for each in savings], **columns_of(savings)}
    )


def write_category_savings(*, savings: Sequence[SubsetSaving], path: Path) -> None:
    """Write a row for each category and anchor; fractions, empty where refused."""
    columns: dict[str, Iterable[object]] = {
        "category": [each.subset for each in savings],
        "sources": [each.sources for each in savings],
        **columns_of(savings),
    }
    write_columns(path=path, columns=columns)


def columns_of(savings: Sequence[SubsetSaving]) -> dict[str, Iterable[object]]:
    made = [each.saving for each in savings]
    return {
        "test": [each.test for each in made],
        "anchor": [each.anchor for each in made],
        "votes": [each.votes for each in savings],
        "method": [each.method for each in savings],
        "overlap": write_all((each.overlap for each in made), 4),
        "no_overlap_share": write_all((each.no_overlap_share for each in made), 5),
        **interval_columns("saving", [each.saving for each in made]),
        "probability": write_all((each.probability for each in made), 5),
        "repaired_share": write_all((each.repaired_share for each in made), 5),
        "flag": [each.flag for each in made],
    }
