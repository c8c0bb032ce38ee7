"""bootstrap.csv and predictive.csv. Their columns are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from elo.core.formats.values import write_all, write_columns
from elo.core.predictive.checking import CheckResult
from elo.core.resampling.saving import BootstrapSaving
from elo.report.tables import SAVING, Columns, saving_columns

BOOTSTRAP = (
    *("drawn", "test", "anchor", "clusters", "replicates", "left_out_share", "no_overlap_share"),
    *SAVING,
    *("probability", "flag"),
)


def write_bootstrap(*, resampled: Sequence[BootstrapSaving], path: Path) -> None:
    """Write a row for each thing drawn anew and each anchor; fractions, empty where refused."""
    known = {
        **saving_columns([each.saving for each in resampled]),
        "drawn": [each.by for each in resampled],
        "clusters": [each.clusters for each in resampled],
        "replicates": [each.drawn for each in resampled],
        "left_out_share": write_all((each.left_out_share for each in resampled), 5),
    }
    write_columns(path=path, columns={name: known[name] for name in BOOTSTRAP})


def write_predictive(*, results: Sequence[CheckResult], path: Path) -> None:
    """Write a row for each group of each check."""
    pairs = [(result, row) for result in results for row in result.rows]
    rows = [row for _, row in pairs]
    columns: Columns = {
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
