"""metrics.csv: what programs say of the pictures that people compared."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from elo.core.formats.cells import read_table
from elo.core.formats.rows import Layout, Rows, take_rows
from elo.core.formats.values import parse_number, write_columns, write_number
from elo.core.names import check_printable
from elo.core.types import FloatArray

# metric -> what a reader sees. All of them rise with quality.
METRICS = {
    "psnr_db": "PSNR (dB)",
    "ms_ssim": "MS-SSIM",
    "vmaf": "VMAF",
    "ssimulacra2": "SSIMULACRA2",
}
LAYOUT = Layout(required=("condition",), optional={"source": "", **dict.fromkeys(METRICS, "")})


@dataclass(frozen=True, slots=True)
class Metrics:
    """Objective measures of decoded pictures, a row each.

    Parameters
    ----------
    conditions : tuple of str
        Condition of each row.
    sources : tuple of str
        Source of each row; empty where the row speaks of all sources together.
    values : mapping of str to ndarray of float, shape (n,)
        By metric, a key of `METRICS`; nan where it was not measured.
    warnings : tuple of str
        What was unusual about the table.

    Raises
    ------
    ValueError
        For unknown metrics or lengths that differ.
    """

    conditions: tuple[str, ...]
    sources: tuple[str, ...]
    values: Mapping[str, FloatArray]
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.values) - set(METRICS)):
            raise ValueError(f"unknown metric {unknown[0]!r}, expected one of {list(METRICS)}")
        lengths = {len(self.sources), *(len(each) for each in self.values.values())}
        if lengths != {len(self.conditions)}:
            raise ValueError(f"metrics of {len(self.conditions)} conditions have other lengths")
        check_printable(what="conditions with metrics", names=self.conditions)

    def of(self, conditions: Collection[str]) -> Metrics:
        """Return the rows of these conditions."""
        kept = np.array([name in conditions for name in self.conditions], dtype=bool)
        return Metrics(
            tuple(np.array(self.conditions, dtype=object)[kept]),
            tuple(np.array(self.sources, dtype=object)[kept]),
            {name: values[kept] for name, values in self.values.items()},
            self.warnings,
        )

    def mean_of(self, metric: str) -> dict[str, float]:
        """Mean over the sources of each condition that was measured."""
        sums: dict[str, list[float]] = {}
        for name, value in zip(self.conditions, self.values[metric].tolist(), strict=True):
            if not math.isnan(value):
                sums.setdefault(name, []).append(value)
        return {name: float(np.mean(values)) for name, values in sums.items()}


def read_metrics(path: Path, *, known: tuple[str, ...]) -> Metrics:
    """Read metrics.csv.

    Parameters
    ----------
    path : Path
        Columns as in docs/formats.md.
    known : tuple of str
        Conditions that may occur.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    rows = take_rows(read_table(path), LAYOUT)
    conditions, sources = rows.names("condition"), rows.names("source", may_be_empty=True)
    check_metric_rows(rows, conditions, sources, set(known))
    values = {
        metric: np.array(
            rows.convert(metric, parse_number, math.nan, "a finite number or nothing"),
            dtype=np.float64,
        )
        for metric in METRICS
    }
    rows.finish()
    return Metrics(conditions, sources, values, tuple(rows.warnings))


def check_metric_rows(
    rows: Rows, conditions: tuple[str, ...], sources: tuple[str, ...], known: set[str]
) -> None:
    """Note conditions that nobody knows, and pictures that were measured twice."""
    for row, name in enumerate(conditions):
        if name not in known:
            rows.complain(row, f"condition {name!r} is not among the conditions of the votes")
    for row, line in rows.find_again(zip(conditions, sources, strict=True)):
        rows.complain(row, f"the same condition and source as in line {line}")


def write_metrics(*, metrics: Metrics, path: Path) -> None:
    """Write metrics.csv; `read_metrics` gives the same back."""
    columns: dict[str, Iterable[object]] = {
        "condition": metrics.conditions,
        "source": metrics.sources,
        **{
            name: [write_number(value) for value in values.tolist()]
            for name, values in metrics.values.items()
        },
    }
    write_columns(path=path, columns=columns)
