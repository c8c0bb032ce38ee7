"""votes.csv, the project's own table of answers: the only one that holds all of `Votes`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.formats.cells import pause_collector, read_table
from elo.core.formats.imported import Imported, finish_import, number_columns
from elo.core.formats.rows import Layout, Rows, take_rows
from elo.core.formats.spelling import spell, spell_columns
from elo.core.formats.values import (
    FLAGS,
    NO_TIME,
    parse_duration,
    parse_time,
    times,
    write_columns,
    write_number,
)
from elo.core.types import CHOICE_NAMES, KIND_NAMES, UNKNOWN, VOTE, Votes

LAYOUT = Layout(
    required=("rater", "source", "condition_a", "condition_b", "choice"),
    optional={
        "left": "",
        "kind": "",
        "expected": "",
        "response_ms": "",
        "session": "",
        "answered_at": "",
        "simulated": "",
        # How the pair was picked: for readers. No model uses it, and `Votes` has no place for it.
        "chosen": "",
    },
    telling=("answered_at", "response_ms"),
)
SIDE_NAMES = ("a", "b")


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
    return read_native(path).votes


@pause_collector()
def read_native(path: Path) -> Imported:
    """Read votes.csv, with what was unusual about it."""
    rows = take_rows(read_table(path), LAYOUT)
    columns = {**read_who(rows), **read_answers(rows)}
    refuse_contradictions(rows)
    return finish_import(rows, columns)


def read_who(rows: Rows) -> dict[str, Any]:
    """Who compared what: names, and indices into them."""
    return number_columns(
        rater=rows.names("rater"),
        source=rows.names("source"),
        condition_a=rows.names("condition_a"),
        condition_b=rows.names("condition_b"),
        session=rows.names("session", may_be_empty=True),
    )


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


def refuse_contradictions(rows: Rows) -> None:
    """Note rows whose cells contradict each other."""
    first, second = rows.columns["condition_a"], rows.columns["condition_b"]
    kind, expected = rows.columns["kind"], rows.columns["expected"]
    rows.refuse_where(
        (a == b != "" and each != "bias" for a, b, each in zip(first, second, kind, strict=True)),
        "condition_a and condition_b are the same, which only a bias row may be",
    )
    # Few sorts of rows make up a table: each is judged once.
    wrong = {each: said for each in set(zip(kind, expected, strict=True)) if (said := judge(*each))}
    if wrong:
        for row, each in enumerate(zip(kind, expected, strict=True)):
            if each in wrong:
                rows.complain(row, wrong[each])


def judge(kind: str, expected: str) -> str:
    """Say how a trap's answer and a row's kind contradict each other, or nothing."""
    if kind == "trap" and not expected:
        return "expected is empty, a trap needs a or b"
    if kind != "trap" and expected in SIDE_NAMES:
        return "expected is given, which only a trap may have"
    return ""


def write_votes(*, votes: Votes, path: Path, chosen: Sequence[str] | None = None) -> None:
    """Write votes.csv; `read_votes` gives the same votes back.

    Parameters
    ----------
    votes : Votes
        The answers.
    path : Path
        The file.
    chosen : sequence of str, optional
        How the pair of each answer was picked; the column is left out where nobody says.
    """
    spelt = spell_columns(votes)
    columns: dict[str, Iterable[object]] = {
        "rater": spelt["rater"],
        "source": spelt["source"],
        "condition_a": spelt["condition_a"],
        "condition_b": spelt["condition_b"],
        "choice": spell(CHOICE_NAMES, votes.choice),
        "left": spell(SIDE_NAMES, votes.left),
        "kind": spell(KIND_NAMES, votes.kind),
        "expected": spell(SIDE_NAMES, votes.expected),
        "response_ms": (write_number(value) for value in votes.response_ms.tolist()),
        "session": spelt["session"],
        "answered_at": spelt["answered_at"],
        "simulated": votes.simulated.astype(int).tolist(),
        **({} if chosen is None else {"chosen": chosen}),
    }
    write_columns(path=path, columns=columns)
