"""A comparison of two fits as a folder: one page that opens offline, its tables, its figures."""

from __future__ import annotations

import json
from pathlib import Path

from elo.core.formats.values import write_columns
from elo.report.comparing.contrasts import FitComparison, compare_fits
from elo.report.comparing.showing import CAPTIONS, describe, draw
from elo.report.comparing.stored import read_fit
from elo.report.figures import write_drawn
from elo.report.page import fill_template
from elo.report.publishing import COMPARISON, fill_folder
from elo.report.scripts import load_scripts
from elo.report.tables import Columns, interval_columns

PAGE = "comparison.html"


def write_comparison(*, first: Path, second: Path, out: Path) -> FitComparison:
    """Compare the fits of two reports' folders.

    Parameters
    ----------
    first, second : Path
        Folders that `elo.report.writing.write_report` filled.
    out : Path
        A folder that is new, empty, or an earlier comparison.

    Raises
    ------
    ValueError
        If a folder is no report, both are the same one, or they share too little to compare.
    """
    if first.resolve() == second.resolve():
        raise ValueError(f"{first} and {second} are the same folder: name two")
    comparison = compare_fits(read_fit(first), read_fit(second))
    with fill_folder(out) as folder:
        write_tables(comparison, folder)
        figures = write_drawn(specs=draw(comparison), captions=CAPTIONS, folder=folder)
        beside = sorted(path.name for path in folder.iterdir())
        told = {"title": "Two fits compared", "digest": "", **describe(comparison)}
        page = fill_template(PAGE, load_scripts(), **told, figures=figures, files=beside)
        (folder / PAGE).write_text(page, encoding="utf-8")
        facts = {"finding": told["finding"], "files": [PAGE, COMPARISON, *beside]}
        (folder / COMPARISON).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return comparison


def write_tables(comparison: FitComparison, folder: Path) -> None:
    """Write every number as CSV: scores in Elo points, savings as fractions."""
    elo, savings = comparison.elo, comparison.savings
    scores: Columns = {
        "condition": [each.condition for each in elo],
        "codec": [each.codec for each in elo],
        **interval_columns("first_elo", [each.first for each in elo]),
        **interval_columns("second_elo", [each.second for each in elo]),
        **interval_columns("difference_elo", [each.difference for each in elo]),
        "beyond": [int(each.beyond) for each in elo],
    }
    write_columns(path=folder / "compare_elo.csv", columns=scores)
    rows: Columns = {
        "test": [each.test for each in savings],
        "anchor": [each.anchor for each in savings],
        **interval_columns("first_saving", [each.first.saving for each in savings]),
        **interval_columns("second_saving", [each.second.saving for each in savings]),
        **interval_columns("difference", [each.difference for each in savings]),
        "beyond": [int(each.beyond) for each in savings],
        "first_flag": [each.first.flag for each in savings],
        "second_flag": [each.second.flag for each in savings],
    }
    write_columns(path=folder / "compare_savings.csv", columns=rows)
