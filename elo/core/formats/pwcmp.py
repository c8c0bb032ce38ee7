"""Tables of pwcmp (Perez-Ortiz and Mantiuk, arXiv:1712.03686; github.com/mantiuk/pwcmp).

Both styles of its examples: conditions by name with ``is_A_selected`` (ex3_tmo_cmp_data.csv), and
conditions as type and level of distortion with ``selected`` 1 or 2 (lf_quality_pwcmps.csv;
Adhikarla et al., CVPR 2017). Neither says which picture was shown left, and neither knows ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from elo.core.formats.cells import read_table
from elo.core.formats.holding import check_holds
from elo.core.formats.imported import Imported, choices, finish_import, number_columns
from elo.core.formats.levels import join_levels
from elo.core.formats.rows import Layout, Rows, choose_layout, take_rows
from elo.core.formats.spelling import spell_columns
from elo.core.formats.values import write_columns
from elo.core.types import CHOSE_A, CHOSE_B, Votes

SESSIONS = {"session": "", "session_id": ""}
BY_NAME = Layout(
    required=("observer", "scene", "condition_A", "condition_B", "is_A_selected"),
    optional={**SESSIONS, "criterion": ""},
    foreign=True,
    telling=("trial",),
)
BY_LEVEL = Layout(
    required=(
        *("observer", "scene", "dist_type1", "dist_level1", "dist_type2", "dist_level2"),
        "selected",
    ),
    optional=SESSIONS,
    foreign=True,
    telling=("trial",),
)
IS_A = {"1": CHOSE_A, "0": CHOSE_B}
SELECTED = {"1": CHOSE_A, "2": CHOSE_B}


def read_pwcmp(path: Path) -> Imported:
    """Read either style, told by its columns.

    Raises
    ------
    TableError
        With every problem by line and column.
    """
    table = read_table(path)
    layout = choose_layout(table, (BY_NAME, BY_LEVEL))
    rows = take_rows(table, layout)
    return finish_import(rows, read_by_name(rows) if layout is BY_NAME else read_by_level(rows))


def read_by_name(rows: Rows) -> dict[str, Any]:
    first, second = rows.names("condition_A"), rows.names("condition_B")
    rows.refuse_alike(first, second, "condition_A and condition_B are the same")
    if len(asked := set(rows.columns["criterion"])) > 1:
        listed = ", ".join(sorted(asked))
        rows.warn(f"answers to several questions are taken together: criterion is {listed}")
    chosen = rows.convert("is_A_selected", IS_A.__getitem__, None, "1 or 0")
    return {**number_pairs(rows, first, second), "choice": choices(chosen)}


def read_by_level(rows: Rows) -> dict[str, Any]:
    first = join_levels(rows, "dist_type1", "dist_level1")
    second = join_levels(rows, "dist_type2", "dist_level2")
    if first and second:
        rows.refuse_alike(first, second, "both pictures are the same")
    chosen = rows.convert("selected", SELECTED.__getitem__, None, "1 or 2")
    return {**number_pairs(rows, first, second), "choice": choices(chosen)}


def number_pairs(rows: Rows, first: Sequence[str], second: Sequence[str]) -> dict[str, Any]:
    """Number raters, sources and conditions; one rater's visits are told apart from others'."""
    raters = rows.names("observer")
    column = "session" if "session" in rows.given else "session_id"
    visits = rows.names(column, may_be_empty=True)
    return number_columns(
        rater=raters,
        source=rows.names("scene"),
        condition_a=first,
        condition_b=second,
        session=[f"{r} {v}" if v else "" for r, v in zip(raters, visits, strict=True)],
    )


def write_pwcmp(*, votes: Votes, path: Path) -> None:
    """Write the style with names; sides, times and visits are lost.

    Raises
    ------
    ValueError
        For ties, and for rows of another kind than votes.
    """
    check_holds(votes, table="a pwcmp table", ties=False)
    spelt = spell_columns(votes)
    write_columns(
        path=path,
        columns={
            "observer": spelt["rater"],
            "scene": spelt["source"],
            "condition_A": spelt["condition_a"],
            "condition_B": spelt["condition_b"],
            "is_A_selected": np.where(votes.choice == CHOSE_A, 1, 0).tolist(),
        },
    )
