"""Human ratings of the Challenge on Learned Image Compression, and of studies by its method.

Two public layouts: ``methodA, methodB, originalName, answerValue`` of mucped23
(github.com/google-research/google-research, mucped23/answers.csv), whose ``answerValue`` names the
picture that looks FARTHER from the original: its notebook counts "B" as a win of method A; and
``O, A, B, T`` of the challenge's perceptual track (github.com/fab-jul/clic2021-devkit, oracle.csv,
no header), where T is 0 if A is preferred and 1 if B is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from elo.core.formats.cells import Table, read_table
from elo.core.formats.holding import check_holds
from elo.core.formats.imported import (
    Imported,
    choices,
    finish_import,
    name_raters,
    number_columns,
)
from elo.core.formats.rows import Layout, Rows, choose_layout, take_rows
from elo.core.formats.spelling import spell, spell_columns
from elo.core.formats.values import write_columns
from elo.core.types import CHOSE_A, CHOSE_B, Votes

BY_METHOD = Layout(
    required=("methodA", "methodB", "originalName", "answerValue"),
    optional={"rater": ""},
    foreign=True,
    telling=("time", "timestamp"),
)
BY_FILE = Layout(required=("O", "A", "B", "T"), optional={"rater": ""}, foreign=True)
FARTHER = {"A": CHOSE_B, "B": CHOSE_A}
FARTHER_NAMES = ("B", "A")
PREFERRED = {"0": CHOSE_A, "1": CHOSE_B}


def read_clic(path: Path) -> Imported:
    """Read either layout, told by its columns.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    table = restore_header(read_table(path))
    layout = choose_layout(table, (BY_METHOD, BY_FILE))
    rows = take_rows(table, layout)
    read = read_methods if layout is BY_METHOD else read_files
    first, second, sources, chosen = read(rows)
    rows.refuse_alike(first, second, "both pictures are the same")
    who = number_columns(
        rater=name_raters(rows, "rater"), source=sources, condition_a=first, condition_b=second
    )
    return finish_import(rows, {**who, "choice": choices(chosen)})


def restore_header(table: Table) -> Table:
    """Tables of the challenge begin with the first answer."""
    if len(table.header) != len(BY_FILE.required) or table.header[-1] not in PREFERRED:
        return table
    rows, lines = [[*table.header], *table.rows], [1, *table.lines]
    return replace(table, header=BY_FILE.required, rows=rows, lines=lines)


def read_methods(rows: Rows) -> tuple[Sequence[str], Sequence[str], Sequence[str], list[int]]:
    rows.warn("answerValue is taken to name the picture farther from the original, as in mucped23")
    chosen = rows.convert("answerValue", FARTHER.__getitem__, None, "A or B")
    return rows.names("methodA"), rows.names("methodB"), rows.names("originalName"), chosen


def read_files(rows: Rows) -> tuple[Sequence[str], Sequence[str], Sequence[str], list[int]]:
    """Conditions are the folders of the pictures; where those tell nothing, the pictures."""
    first, second = rows.names("A"), rows.names("B")
    folders = [[path.rpartition("/")[0] for path in paths] for paths in (first, second)]
    chosen = rows.convert("T", PREFERRED.__getitem__, None, "0 (A is preferred) or 1 (B is)")
    if all(a and b and a != b for a, b in zip(*folders, strict=True)):
        return folders[0], folders[1], rows.names("O"), chosen
    rows.warn("the pictures' names do not tell their codecs: every picture is its own condition")
    return first, second, rows.names("O"), chosen


def write_clic(*, votes: Votes, path: Path) -> None:
    """Write the layout of mucped23, with a column for the rater; sides and times are lost.

    Raises
    ------
    ValueError
        For ties, and for rows of another kind than votes.
    """
    check_holds(votes, table="a CLIC table", ties=False)
    spelt = spell_columns(votes)
    write_columns(
        path=path,
        columns={
            "methodA": spelt["condition_a"],
            "methodB": spelt["condition_b"],
            "originalName": spelt["source"],
            "answerValue": spell(FARTHER_NAMES, votes.choice),
            "rater": spelt["rater"],
        },
    )
