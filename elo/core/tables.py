"""The native tables: votes.csv and conditions.csv, read whole or refused whole."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.csv_rows import Rows, read_rows
from elo.core.types import (
    BIAS,
    CHOICE_NAMES,
    KIND_NAMES,
    TRAP,
    UNKNOWN,
    VOTE,
    Conditions,
    IntArray,
    Votes,
)

VOTE_REQUIRED = ("rater", "source", "condition_a", "condition_b", "choice")
VOTE_OPTIONAL = {
    "left": "",
    "kind": "",
    "expected": "",
    "response_ms": "",
    "session": "",
    "answered_at": "",
    "simulated": "",
}
CONDITION_REQUIRED = ("condition", "codec", "bpp")
CONDITION_OPTIONAL = {"label": ""}
SIDE_NAMES = ("a", "b")
FLAGS = {"0": False, "1": True}
NO_TIME = np.iinfo(np.int64).min  # numpy's not-a-time


def read_votes(path: Path) -> Votes:
    """Read votes.csv.

    Parameters
    ----------
    path : Path
        Columns as in docs/formats.md.

    Raises
    ------
    TableError
        With every problem by line and column; nothing is read by half.
    """
    rows = read_rows(path=path, required=VOTE_REQUIRED, optional=VOTE_OPTIONAL)
    votes = {**read_who(rows), **read_answers(rows)}
    rows.finish()
    check_vote_rows(rows, votes)
    return Votes(**votes)


def read_who(rows: Rows) -> dict[str, Any]:
    """Who compared what: names, and indices into them."""
    raters, rater = number_names(rows.names("rater"))
    sources, source = number_names(rows.names("source"))
    conditions, both = number_names((*rows.names("condition_a"), *rows.names("condition_b")))
    sessions, session = number_names(rows.names("session", may_be_empty=True), unknown="")
    return {
        "raters": raters,
        "rater": rater,
        "sources": sources,
        "source": source,
        "conditions": conditions,
        "condition_a": both[: len(rows)],
        "condition_b": both[len(rows) :],
        "sessions": sessions,
        "session": session if sessions else None,
    }


def read_answers(rows: Rows) -> dict[str, Any]:
    """What was answered, how and when."""
    choice = rows.convert("choice", CHOICE_NAMES.index, None, "a, b or tie")
    left = rows.convert("left", SIDE_NAMES.index, UNKNOWN, "a, b or nothing")
    kind = rows.convert("kind", KIND_NAMES.index, VOTE, "vote, trap, repeat, bias or nothing")
    expected = rows.convert("expected", SIDE_NAMES.index, UNKNOWN, "a, b or nothing")
    response_ms = rows.convert(
        "response_ms", parse_duration, math.nan, "milliseconds of 0 or more, or nothing"
    )
    answered = rows.convert("answered_at", parse_time, NO_TIME, "an ISO 8601 time or nothing")
    simulated = rows.convert("simulated", FLAGS.__getitem__, False, "0 or 1")
    return {
        "choice": np.array(choice, dtype=np.int8),
        "left": np.array(left, dtype=np.int8),
        "kind": np.array(kind, dtype=np.int8),
        "expected": np.array(expected, dtype=np.int8),
        "response_ms": np.array(response_ms, dtype=np.float64),
        "answered_at": times(answered),
        "simulated": np.array(simulated, dtype=bool),
    }


def check_vote_rows(rows: Rows, votes: dict[str, Any]) -> None:
    """Refuse rows whose cells contradict each other."""
    trap, expected = votes["kind"] == TRAP, votes["expected"] != UNKNOWN
    same = (votes["condition_a"] == votes["condition_b"]) & (votes["kind"] != BIAS)
    rules = (
        (same, "condition_a and condition_b are the same, which only a bias row may be"),
        (trap & ~expected, "expected is empty, a trap needs a or b"),
        (~trap & expected, "expected is given, which only a trap may have"),
    )
    for wrong, problem in rules:
        for row in np.flatnonzero(wrong).tolist():
            rows.complain(row, problem)
    rows.finish()


def number_names(
    values: tuple[str, ...], unknown: str | None = None
) -> tuple[tuple[str, ...], IntArray]:
    """Names in the order in which they occur, and each value's index; -1 for ``unknown``."""
    names = tuple(name for name in dict.fromkeys(values) if name != unknown)
    numbers = {name: index for index, name in enumerate(names)}
    if unknown is not None:
        numbers[unknown] = UNKNOWN
    return names, np.array(list(map(numbers.__getitem__, values)), dtype=np.int64)


def parse_duration(value: str) -> float:
    duration_ms = float(value)
    if not (math.isfinite(duration_ms) and duration_ms >= 0):
        raise ValueError(value)
    return duration_ms


def parse_time(value: str) -> int:
    """Milliseconds since 1970 in UTC; a time without a zone is taken as UTC."""
    when = datetime.fromisoformat(value)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return round(when.timestamp() * 1000)


def times(milliseconds: list[int]) -> np.ndarray[tuple[int], np.dtype[np.datetime64]] | None:
    values = np.array(milliseconds, dtype=np.int64)
    return None if (values == NO_TIME).all() else values.astype("datetime64[ms]")


def write_votes(*, votes: Votes, path: Path) -> None:
    """Write votes.csv; `read_votes` gives the same votes back."""
    blank = [""] * len(votes)
    columns: dict[str, Iterable[object]] = {
        "rater": (votes.raters[index] for index in votes.rater.tolist()),
        "source": (votes.sources[index] for index in votes.source.tolist()),
        "condition_a": (votes.conditions[index] for index in votes.condition_a.tolist()),
        "condition_b": (votes.conditions[index] for index in votes.condition_b.tolist()),
        "choice": (CHOICE_NAMES[index] for index in votes.choice.tolist()),
        "left": ((*SIDE_NAMES, "")[index] for index in votes.left.tolist()),
        "kind": (KIND_NAMES[index] for index in votes.kind.tolist()),
        "expected": ((*SIDE_NAMES, "")[index] for index in votes.expected.tolist()),
        "response_ms": (write_number(value) for value in votes.response_ms.tolist()),
        "session": blank
        if votes.session is None
        else ((*votes.sessions, "")[index] for index in votes.session.tolist()),
        "answered_at": blank
        if votes.answered_at is None
        else ("" if value == "NaT" else f"{value}Z" for value in votes.answered_at.astype(str)),
        "simulated": votes.simulated.astype(int).tolist(),
    }
    write_columns(path=path, columns=columns)


def write_number(value: float) -> str:
    """Shortest text that reads back as the same number; nothing for nan."""
    return "" if math.isnan(value) else repr(value).removesuffix(".0")


def read_conditions(path: Path) -> Conditions:
    """Read conditions.csv.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    rows = read_rows(path=path, required=CONDITION_REQUIRED, optional=CONDITION_OPTIONAL)
    names, codec = rows.names("condition"), rows.names("codec")
    given = rows.names("label", may_be_empty=True)
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        if first.setdefault(name, row) != row:
            rows.complain(
                row, f"condition {name!r} occurs again, first in line {rows.lines[first[name]]}"
            )
    bpp = rows.convert("bpp", parse_bpp, math.nan, "bits per pixel above 0, or nothing")
    rows.finish()
    labels = tuple(label or name for label, name in zip(given, names, strict=True))
    return Conditions(names, codec, np.array(bpp, dtype=np.float64), labels)


def parse_bpp(value: str) -> float:
    bpp = float(value)
    if not (math.isfinite(bpp) and bpp > 0):
        raise ValueError(value)
    return bpp


def write_conditions(*, conditions: Conditions, path: Path) -> None:
    """Write conditions.csv; `read_conditions` gives the same back."""
    columns: dict[str, Iterable[object]] = {
        "condition": conditions.names,
        "codec": conditions.codec,
        "bpp": (write_number(value) for value in conditions.bpp.tolist()),
        "label": conditions.label,
    }
    write_columns(path=path, columns=columns)


def write_columns(*, path: Path, columns: dict[str, Iterable[object]]) -> None:
    """Write a CSV file with a header from columns of equal length."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
