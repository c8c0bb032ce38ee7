"""conditions.csv: codec and rate of every condition."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from elo.core.formats.cells import read_table
from elo.core.formats.rows import Layout, take_rows
from elo.core.formats.values import (
    LEAST_BPP,
    MOST_BPP,
    parse_rate,
    write_columns,
    write_number,
)
from elo.core.types import Conditions

LAYOUT = Layout(required=("condition", "codec", "bpp"), optional={"label": ""})
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
    rows = take_rows(read_table(path), LAYOUT)
    names, codec = rows.names("condition"), rows.names("codec")
    given = rows.names("label", may_be_empty=True)
    rows.refuse_again("condition")
    bpp = rows.convert("bpp", parse_rate, math.nan, EXPECTED_BPP)
    rows.finish()
    labels = tuple(label or name for label, name in zip(given, names, strict=True))
    conditions = Conditions(names, codec, np.array(bpp, dtype=np.float64), labels)
    return conditions, tuple(rows.warnings)


def write_conditions(*, conditions: Conditions, path: Path) -> None:
    """Write conditions.csv; `read_conditions` gives the same back."""
    columns: dict[str, Iterable[object]] = {
        "condition": conditions.names,
        "codec": conditions.codec,
        "bpp": (write_number(value) for value in conditions.bpp.tolist()),
        "label": conditions.label,
    }
    write_columns(path=path, columns=columns)
