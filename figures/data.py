"""The rows behind a figure, taken from its own specification: what is drawn is what is given."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

Row = dict[str, Any]


class Writable(Protocol):
    """A file, or a response."""

    def write(self, text: str, /) -> object:
        """Take some text."""


def rows_of(spec: dict[str, Any]) -> list[Row]:
    """Rows of the figure's main data, each once.

    A figure draws on several tables: its data, often in parts (a codec with one rate is drawn
    apart), and aids such as the places of labels. The main data are the largest table, and all
    that have its columns.
    """
    tables = [rows for rows in find_tables(spec) if rows]
    if not tables:
        return []
    columns = set(max(tables, key=weigh)[0])
    found: dict[str, Row] = {}
    for rows in tables:
        if set(rows[0]) == columns:
            found.update({repr(row): row for row in rows})
    return list(found.values())


def weigh(rows: list[Row]) -> int:
    """Cells of a table."""
    return len(rows) * len(rows[0])


def find_tables(spec: dict[str, Any]) -> Iterator[list[Row]]:
    """Every table of a specification, whether named on top or within a layer."""
    yield from spec.get("datasets", {}).values()
    yield from find_inline(spec)


def find_inline(part: Any) -> Iterator[list[Row]]:
    """Tables that stand where they are drawn."""
    if isinstance(part, list):
        for each in part:
            yield from find_inline(each)
    elif isinstance(part, dict):
        values = part.get("data", {}).get("values") if isinstance(part.get("data"), dict) else None
        if isinstance(values, list):
            yield values
        for name, each in part.items():
            if name not in ("data", "datasets"):
                yield from find_inline(each)


def write_rows(*, spec: dict[str, Any], path: Path) -> Path:
    """Write the rows behind a figure as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        print_rows(spec, file)
    return path


def print_rows(spec: dict[str, Any], file: Writable) -> None:
    """Write the rows behind a figure as CSV into whatever takes text."""
    rows = rows_of(spec)
    writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
