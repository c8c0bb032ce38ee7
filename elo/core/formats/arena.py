"""Tables of LMArena (Chiang et al., arXiv:2403.04132) and others of its make.

Columns as published with chatbot_arena_conversations, mt_bench_human_judgments and
arena-human-preference-100k (``winner`` in words) and with arena-human-preference-55k (one column
for each answer). "tie (bothbad)" and "both_bad" are ties: both say that neither is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.formats.cells import read_table
from elo.core.formats.holding import check_holds, put_left_first
from elo.core.formats.imported import (
    Imported,
    choices,
    finish_import,
    name_raters,
    number_columns,
)
from elo.core.formats.rows import Layout, Rows, choose_layout, take_rows
from elo.core.formats.spelling import spell, spell_columns
from elo.core.formats.values import NO_TIME, parse_number, parse_time, times, write_columns
from elo.core.types import CHOSE_A, CHOSE_B, TIE, UNKNOWN, Votes

RATERS = ("judge", "judge_hash", "user")  # the first that is there names the rater
ONE_SOURCE = "all"
OPTIONAL = {**dict.fromkeys(RATERS, ""), "question_id": "", "tstamp": "", "timestamp": ""}
IN_WORDS = Layout(
    required=("model_a", "model_b", "winner"),
    optional=OPTIONAL,
    foreign=True,
    telling=("question_id", "id", "tstamp", "timestamp"),
)
IN_COLUMNS = Layout(
    required=("model_a", "model_b", "winner_model_a", "winner_model_b", "winner_tie"),
    optional=OPTIONAL,
    foreign=True,
    telling=IN_WORDS.telling,
)
WINNERS = {
    "model_a": CHOSE_A,
    "model_b": CHOSE_B,
    "tie": TIE,
    "tie (bothbad)": TIE,
    "both_bad": TIE,
}
WORDS = ("model_a", "model_b", "tie")
ONE_HOT = {("1", "0", "0"): CHOSE_A, ("0", "1", "0"): CHOSE_B, ("0", "0", "1"): TIE}
OVER_A_CENTURY_S = 4e9  # later than the year 2096; such a time is no count of seconds


def read_arena(path: Path) -> Imported:
    """Read a table of battles; model A was shown left.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    table = read_table(path)
    layout = choose_layout(table, (IN_WORDS, IN_COLUMNS))
    rows = take_rows(table, layout)
    first, second = rows.names("model_a"), rows.names("model_b")
    rows.refuse_alike(first, second, "model_a and model_b are the same")
    chosen = read_winners(rows) if layout is IN_WORDS else read_flags(rows)
    who = number_columns(
        rater=name_raters(rows, *RATERS),
        source=read_sources(rows),
        condition_a=first,
        condition_b=second,
    )
    rest = {"choice": choices(chosen), "left": np.zeros(len(rows), dtype=np.int8)}
    return finish_import(rows, {**who, **rest, "answered_at": read_times(rows)})


def read_winners(rows: Rows) -> list[int]:
    return rows.convert("winner", WINNERS.__getitem__, None, f"one of {', '.join(WINNERS)}")


def read_flags(rows: Rows) -> list[int]:
    """Answers of three columns, of which just one is 1."""
    columns = [rows.columns[f"winner_{word}"] for word in WORDS]
    cells = list(zip(*columns, strict=True))
    rows.refuse_where(
        (each not in ONE_HOT for each in cells),
        "expected 1 in one of winner_model_a, winner_model_b, winner_tie and 0 in the others",
    )
    return [ONE_HOT.get(each, UNKNOWN) for each in cells]


def read_sources(rows: Rows) -> Sequence[str]:
    """Take questions that were asked often as sources; ids of single rows are none."""
    asked = rows.columns["question_id"]
    if "question_id" in rows.given and 2 * len(set(asked)) <= len(rows):
        return rows.names("question_id")
    rows.warn(f"no question was asked twice or more on average: all are one source, {ONE_SOURCE}")
    return [ONE_SOURCE] * len(rows)


def read_times(rows: Rows) -> np.ndarray[Any, np.dtype[np.datetime64]] | None:
    column = "tstamp" if "tstamp" in rows.given else "timestamp"
    expected = "seconds since 1970, an ISO 8601 time or nothing"
    return times(rows.convert(column, parse_moment, NO_TIME, expected))


def parse_moment(value: str) -> int:
    """Milliseconds since 1970, from seconds or from words."""
    try:
        seconds = parse_number(value)
    except ValueError:
        return parse_time(value)
    if not 0 <= seconds < OVER_A_CENTURY_S:
        raise ValueError(value)
    return round(seconds * 1000)


def write_arena(*, votes: Votes, path: Path) -> None:
    """Write a table of battles with ``winner`` in words.

    Raises
    ------
    ValueError
        For rows of another kind than votes, and sides that are not known.
    """
    check_holds(votes, table="an arena table")
    turned = put_left_first(votes, table="an arena table")
    spelt = spell_columns(turned)
    write_columns(
        path=path,
        columns={
            "question_id": spelt["source"],
            "model_a": spelt["condition_a"],
            "model_b": spelt["condition_b"],
            "winner": spell(WORDS, turned.choice),
            "judge": spelt["rater"],
            "timestamp": spelt["answered_at"],
        },
    )
