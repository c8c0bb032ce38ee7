"""Triplet tables of JPEG AIC-3 (ISO/IEC 29170-3; Testolina et al., arXiv:2410.09501).

Columns as published with dataset-BTC-PTC-24 and dataset-JPEG-AI-SDR25 (github.com/jpeg-aic). A
triplet shows the source in the middle (the pivot) and two codings of it; ``response`` names the
side that looks MORE distorted, so that the other one is preferred; "not sure" is a tie.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.formats.cells import read_table
from elo.core.formats.holding import check_holds, put_left_first
from elo.core.formats.imported import Imported, choices, finish_import, number_columns
from elo.core.formats.levels import ORIGINAL, join_levels, parse_level, split_levels
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
from elo.core.types import BIAS, CHOSE_A, CHOSE_B, TIE, TRAP, UNKNOWN, VOTE, Votes

LAYOUT = Layout(
    required=(
        *("worker", "img_num", "codec_left", "codec_right", "dlevel_left", "dlevel_right"),
        "response",
    ),
    optional={
        "dlevel_pivot": "",
        "is_bias": "0",
        "is_trap": "0",
        "assignment": "",
        "submission_time": "",
        "response_time": "",
        "method": "",
    },
    foreign=True,
    telling=("question_order", "question_id", "submission_time"),
)
# The side named looks worse: its opposite is the answer.
RESPONSES = {"left": CHOSE_B, "right": CHOSE_A, "not sure": TIE}
WORSE_SIDE = ("right", "left", "not sure")
FLAGS_OR_WORDS = {**FLAGS, "false": False, "true": True}


def read_aic(path: Path) -> Imported:
    """Read a table of responses.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    rows = take_rows(read_table(path), LAYOUT)
    return finish_import(rows, {**read_sides(rows), **read_response(rows)})


def read_sides(rows: Rows) -> dict[str, Any]:
    """Who saw what, and which rows are controls."""
    left = join_levels(rows, "codec_left", "dlevel_left")
    right = join_levels(rows, "codec_right", "dlevel_right")
    pivot = rows.convert("dlevel_pivot", parse_level, "0", "a level of distortion of 0 or more")
    rows.refuse_where(
        (level != "0" for level in pivot),
        "dlevel_pivot is above 0, expected the source in the middle of every triplet",
    )
    note_methods(rows)
    who = number_columns(
        rater=rows.names("worker"),
        source=rows.names("img_num"),
        condition_a=left,
        condition_b=right,
        session=rows.names("assignment", may_be_empty=True),
    )
    return {**who, **read_controls(rows, left, right)}


def read_controls(rows: Rows, left: list[str], right: list[str]) -> dict[str, Any]:
    """Kind of every row, and the right answer of a trap: the side with the source."""
    trap = rows.convert("is_trap", parse_flag, False, "0 or 1")
    bias = rows.convert("is_bias", parse_flag, False, "0 or 1")
    if not (left and right and trap and bias):
        return {}
    refuse_contradictions(rows, left, right, trap, bias)
    kind = np.where(trap, TRAP, np.where(bias, BIAS, VOTE))
    better = np.where([name == ORIGINAL for name in left], CHOSE_A, CHOSE_B)
    return {
        "kind": kind.astype(np.int8),
        "expected": np.where(trap, better, UNKNOWN).astype(np.int8),
    }


def refuse_contradictions(
    rows: Rows, left: list[str], right: list[str], trap: list[bool], bias: list[bool]
) -> None:
    """Note controls that are none, and pictures compared with themselves."""
    for row, (a, b, is_trap, is_bias) in enumerate(zip(left, right, trap, bias, strict=True)):
        if is_trap and is_bias:
            rows.complain(row, "is_trap and is_bias are both 1, expected one of them")
        elif is_trap and (a == ORIGINAL) == (b == ORIGINAL):
            rows.complain(row, f"is_trap is 1 for {a} and {b}, expected the source on one side")
        elif is_bias and a != b:
            rows.complain(row, f"is_bias is 1 for {a} and {b}, expected the same on both sides")
        elif a == b and not is_bias:
            rows.complain(row, "left and right are the same, which only a bias row may be")


def note_methods(rows: Rows) -> None:
    methods = sorted(set(rows.columns["method"]) - {""})
    if len(methods) > 1:
        listed = " and ".join(methods)
        rows.warn(f"{listed} answers are taken together, though boosting stretches the scale")


def read_response(rows: Rows) -> dict[str, Any]:
    """What was answered, how and when; the left picture is A."""
    said = rows.convert("response", parse_response, None, "left, right or not sure")
    took_ms = rows.convert("response_time", parse_seconds, math.nan, "seconds of 0 or more")
    sent = rows.convert("submission_time", parse_time, NO_TIME, "an ISO 8601 time or nothing")
    return {
        "choice": choices(said),
        "left": np.zeros(len(rows), dtype=np.int8),
        "response_ms": np.array(took_ms, dtype=np.float64),
        "answered_at": times(sent),
    }


def parse_seconds(value: str) -> float:
    """Milliseconds."""
    milliseconds = parse_duration(value) * 1000
    if not math.isfinite(milliseconds):
        raise ValueError(value)
    return round(milliseconds, 3)


def parse_response(value: str) -> int:
    return RESPONSES[value.lower()]


def parse_flag(value: str) -> bool:
    return FLAGS_OR_WORDS[value.lower()]


def write_aic(*, votes: Votes, path: Path) -> None:
    """Write a table of responses with the condition that was shown left on the left.

    Raises
    ------
    ValueError
        For second showings, sides that are not known, and conditions that are neither
        ``original`` nor ``CODEC@LEVEL``.
    """
    check_holds(votes, table="an AIC table", kinds=(VOTE, TRAP, BIAS))
    turned = put_left_first(votes, table="an AIC table")
    parts = split_levels(turned.conditions, table="an AIC table", kind_of_original="0")
    left = [parts[each] for each in turned.condition_a.tolist()]
    right = [parts[each] for each in turned.condition_b.tolist()]
    spelt = spell_columns(turned)
    write_columns(
        path=path,
        columns={
            "assignment": spelt["session"],
            "worker": spelt["rater"],
            "img_num": spelt["source"],
            "codec_left": [kind for kind, _ in left],
            "codec_right": [kind for kind, _ in right],
            "dlevel_left": [level for _, level in left],
            "dlevel_right": [level for _, level in right],
            "is_bias": (turned.kind == BIAS).astype(int).tolist(),
            "is_trap": (turned.kind == TRAP).astype(int).tolist(),
            "response": spell(WORSE_SIDE, turned.choice),
            "submission_time": spelt["answered_at"],
            "response_time": [write_number(each / 1000) for each in turned.response_ms.tolist()],
        },
    )
