"""bootstrap.csv and predictive.csv. Their columns are fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from elo.core.formats.values import write_all, write_columns
from elo.core.predictive.checking import CheckResult
from elo.core.resampling.saving import BootstrapSaving
from elo.report.tables import interval_columns


def write_bootstrap(*, resampled: Sequence[BootstrapSaving], path: Path) -> None:
    """Write a row for each thing drawn anew and each anchor; fractions, empty where refused."""
    made = [each.saving for each in resampled]
    columns: dict[str, Iterable[object]] = {
        "drawn": [each.by for each in resampled],
        "test": [each.test for each in made],
        "anchor": [each.anchor for each in made],
        "clusters": [each.clusters for each in resampled],
        "replicates": [each.drawn for each in resampled],
        "left_out_share": write_all((each.left_out_share for each in resampled), 5),
        "no_overlap_share": write_all((each.no_overlap_share for each in made), 5),
        **interval_columns("saving", [each.saving for each in made]),
        "probability": write_all((each.probability for each in made), 5),
        "flag": [each.flag for each in made],
    }
    write_columns(path=path, columns=columns)


def write_predictive(*, results: Sequence[CheckResult], path: Path) -> None:
    """Write a row for each group of each check."""
    pairs = [(result, row) for result in results for row in result.rows]
    rows = [row for _, row in pairs]
    columns: dict[str, Iterable[object]] = {
        "check": [result.name for result, _ in pairs],
        "measure": [result.measure for result, _ in pairs],
        "group": [row.group for row in rows],
        "gap_elo": write_all((row.gap_elo for row in rows), 2),
        "votes": [row.votes for row in rows],
        "observed": write_all((row.observed for row in rows), 5),
        "expected": write_all((row.expected for row in rows), 5),
        "q025": write_all((row.q025 for row in rows), 5),
        "q975": write_all((row.q975 for row in rows), 5),
        "p_value": write_all((result.p_value for result, _ in pairs), 4),
        "replicates": [result.replicates for result, _ in pairs],
    }
    write_columns(path=path, columns=columns)
