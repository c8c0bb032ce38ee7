"""A figure of the page: a picture, the words under it, and the rows behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
MOST_ROWS = 100  # shown under the picture; the CSV has them all


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows: its key and CSV name, its heading, how a person reads it."""

    key: str
    label: str
    form: str = ""  # of format(); numbers have one, and stand on the right

    def show(self, row: Row) -> str:
        value = row.get(self.key)
        if value is None:
            return "–"
        return format(value, self.form) if self.form else str(value)


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    number: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    title: str
    words: str
    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    spec: dict[str, Any] | None = None
    empty: str = ""  # what would be here, and what brings it
    links: dict[str, str] = field(default_factory=dict)  # first cell -> address

    @property
    def spec_id(self) -> str:
        return f"spec-{self.name}"

    def cells(self) -> list[list[Cell]]:
        return [
            [
                Cell(column.show(row), bool(column.form), self.link(place, row))
                for place, column in enumerate(self.columns)
            ]
            for row in self.rows[:MOST_ROWS]
        ]

    def link(self, place: int, row: Row) -> str:
        return self.links.get(str(row[self.columns[0].key]), "") if place == 0 else ""

    @property
    def hidden_rows(self) -> int:
        return max(0, len(self.rows) - MOST_ROWS)

    def write_csv(self) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, [column.key for column in self.columns], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()
