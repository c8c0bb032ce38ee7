"""Conditions that foreign tables write as two cells: a kind of distortion and its level."""

from __future__ import annotations

import math
from collections.abc import Sequence

from elo.core.formats.rows import Rows, judge_name
from elo.core.formats.values import parse_duration, write_number

ORIGINAL = "original"


def parse_level(value: str) -> str:
    """Level of distortion in its shortest form, so that 4 and 4.0 are one."""
    return write_number(parse_duration(value))


def join_levels(rows: Rows, kind: str, level: str) -> list[str]:
    """Names like ``HEVC@10`` out of two columns; level 0 is the original, whatever its kind says.

    Where a level is wrong the list is empty, so that nothing is made of the rest.
    """
    levels = rows.convert(level, parse_level, None, "a level of distortion of 0 or more")
    kinds = rows.columns[kind]
    if not levels:
        return []
    distorted = {name for name, each in zip(kinds, levels, strict=True) if each != "0"}
    wrong = {name: problem for name in distorted if (problem := judge_name(name))}
    for row, (name, each) in enumerate(zip(kinds, levels, strict=True)):
        if name in wrong and each != "0":
            rows.complain(row, f"{kind} is {name!r}, {wrong[name]}")
    return [
        ORIGINAL if each == "0" else f"{name}@{each}"
        for name, each in zip(kinds, levels, strict=True)
    ]


def split_levels(names: Sequence[str], *, table: str, kind_of_original: str) -> list[list[str]]:
    """Kind and level of every name that `join_levels` makes.

    Raises
    ------
    ValueError
        For a name of another form.
    """
    return [split_level(name, table, kind_of_original) for name in names]


def split_level(name: str, table: str, kind_of_original: str) -> list[str]:
    if name == ORIGINAL:
        return [kind_of_original, "0"]
    kind, _, level = name.rpartition("@")
    try:
        plain = math.isfinite(float(level)) and parse_level(level) == level != "0"
    except ValueError:
        plain = False
    if not (kind and plain):
        raise ValueError(
            f"{table} has no place for condition {name!r}, expected {ORIGINAL!r} or KIND@LEVEL"
        )
    return [kind, level]
