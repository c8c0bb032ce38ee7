"""conditions.csv: codec and rate of every condition."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from elo.core.formats.rows import Rows, read_rows
from elo.core.formats.values import (
    LEAST_BPP,
    MOST_BPP,
    parse_rate,
    write_columns,
    write_number,
)
from elo.core.types import Conditions

REQUIRED = ("condition", "codec", "bpp")
OPTIONAL = {"label": ""}
EXPECTED_BPP = f"{LEAST_BPP:g} to {MOST_BPP:g} bits per pixel, or nothing"


def read_conditions(path: Path) -> Conditions:
    """Read conditions.csv.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    return read_noted_conditions(path)[0]


def read_noted_conditions(path: Path) -> tuple[Conditions, tuple[str, ...]]:
    """Read conditions.csv, with what was unusual about it."""
    rows = read_rows(path=path, required=REQUIRED, optional=OPTIONAL)
    names, codec = rows.names("condition"), rows.names("codec")
    given = rows.names("label", may_be_empty=True)
    refuse_again(rows, "condition")
    bpp = rows.convert("bpp", parse_rate, math.nan, EXPECTED_BPP)
    rows.finish()
    labels = tuple(label or name for label, name in zip(given, names, strict=True))
    conditions = Conditions(names, codec, np.array(bpp, dtype=np.float64), labels)
    return conditions, tuple(rows.warnings)


def refuse_again(rows: Rows, column: str) -> None:
    """Note every name that stands in an earlier row already."""
    first: dict[str, int] = {}
    for row, name in enumerate(rows.columns[column]):
        if first.setdefault(name, row) != row:
            line = rows.lines[first[name]]
            rows.complain(row, f"{column} {name!r} occurs again, first in line {line}")


def write_conditions(*, conditions: Conditions, path: Path) -> None:
    """Write conditions.csv; `read_conditions` gives the same back."""
    columns: dict[str, Iterable[object]] = {
        "condition": conditions.names,
        "codec": conditions.codec,
        "bpp": (write_number(value) for value in conditions.bpp.tolist()),
        "label": conditions.label,
    }
    write_columns(path=path, columns=columns)
