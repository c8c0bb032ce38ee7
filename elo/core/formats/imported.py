"""Votes out of a file, with what a reader of the report must know of the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from elo.core.formats.problems import TableError
from elo.core.formats.rows import Rows
from elo.core.types import UNKNOWN, VOTE, Conditions, IntArray, Votes

NO_RATER = "unknown"  # stands for everybody where a table names nobody


@dataclass(frozen=True, slots=True)
class Imported:
    """Votes and how they were read.

    Parameters
    ----------
    votes : Votes
        One for each row.
    name : str
        Of the file.
    lines : tuple of int
        In which line of the file each vote begins.
    warnings : tuple of str
        What was accepted although it was unusual.
    """

    votes: Votes
    name: str
    lines: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def finish_import(rows: Rows, columns: dict[str, Any]) -> Imported:
    """Make votes of columns, unless their rows had problems.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    rows.finish()
    votes = Votes(**{**plain_columns(len(rows)), **columns})
    return Imported(votes, rows.name, tuple(rows.lines), tuple(rows.warnings))


def plain_columns(count: int) -> dict[str, Any]:
    """Columns of votes of which nothing is known besides who chose what."""
    return {
        "left": np.full(count, UNKNOWN, dtype=np.int8),
        "kind": np.full(count, VOTE, dtype=np.int8),
        "expected": np.full(count, UNKNOWN, dtype=np.int8),
        "response_ms": np.full(count, np.nan),
        "simulated": np.zeros(count, dtype=bool),
    }


def name_raters(rows: Rows, *columns: str) -> Sequence[str]:
    """Take the first of these columns that is there; without any, all are one rater."""
    column = next((name for name in columns if name in rows.given), None)
    if column is not None:
        return rows.names(column)
    rows.warn(f"no column {', '.join(columns)}: all answers stand under one rater, {NO_RATER}")
    return [NO_RATER] * len(rows)


def number_columns(
    *,
    rater: Sequence[str],
    source: Sequence[str],
    condition_a: Sequence[str],
    condition_b: Sequence[str],
    session: Sequence[str] = (),
) -> dict[str, Any]:
    """Who compared what: names, and indices into them; an empty session is unknown."""
    raters, rater_index = number_names(rater)
    sources, source_index = number_names(source)
    conditions, both = number_names((*condition_a, *condition_b))
    sessions, session_index = number_names(session, unknown="")
    return {
        "raters": raters,
        "rater": rater_index,
        "sources": sources,
        "source": source_index,
        "conditions": conditions,
        "condition_a": both[: len(condition_a)],
        "condition_b": both[len(condition_a) :],
        "sessions": sessions,
        "session": session_index if sessions else None,
    }


def number_names(
    values: Sequence[str], unknown: str | None = None
) -> tuple[tuple[str, ...], IntArray]:
    """Names in the order in which they occur, and each value's index; -1 for ``unknown``."""
    names = tuple(name for name in dict.fromkeys(values) if name != unknown)
    numbers = {name: index for index, name in enumerate(names)}
    if unknown is not None:
        numbers[unknown] = UNKNOWN
    return names, np.array(list(map(numbers.__getitem__, values)), dtype=np.int64)


def choices(values: Sequence[int]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Answers as an array."""
    return np.array(values, dtype=np.int8)


def check_known(imported: Imported, conditions: Conditions, table: str) -> None:
    """Refuse votes on conditions that a table of conditions lacks.

    Raises
    ------
    TableError
        With every such row by line and column.
    """
    votes, known = imported.votes, set(conditions.names)
    lacking = np.array([name not in known for name in votes.conditions], dtype=bool)
    problems: list[tuple[int, str]] = []
    for column, index in (("condition_a", votes.condition_a), ("condition_b", votes.condition_b)):
        for row in np.flatnonzero(lacking[index]).tolist():
            name, line = votes.conditions[index[row]], imported.lines[row]
            text = f"{imported.name}:{line}: {column} is {name!r}, expected a condition of {table}"
            problems.append((line, text))
    if problems:
        raise TableError([text for _, text in sorted(problems)])
