"""The folder of a report: taken as a whole or left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from elo.report.publishing import check_place, fill_folder, swap
from elo.report.writing import write_report
from elo.tests.samples import make_context

pytestmark = pytest.mark.usefixtures("sketch")


def test_a_later_report_takes_the_earlier_ones_place(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    first = write_report(make_context(), out)
    second = write_report(make_context(simulated=False), out)
    assert first.facts["simulated"] and not json.loads((out / "fit.json").read_text())["simulated"]
    assert {path.name for path in out.iterdir()} == set(second.names)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ValueError, match="not an earlier report's .thesis.tex"):
        write_report(make_context(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_is_no_reports_own_whatever_its_fit_json_says(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("years of work")
    (tmp_path / "fit.json").write_text(json.dumps({"files": ["fit.json", "thesis"]}))
    with pytest.raises(ValueError, match="not an earlier report's .thesis."):
        write_report(make_context(), tmp_path)
    assert (tmp_path / "thesis" / "thesis.tex").read_text() == "years of work"


def test_a_place_that_can_be_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("a table")
    for out, problem in (
        (tmp_path / "one.csv", "one.csv is a file, expected a folder for the report"),
        (tmp_path / "one.csv" / "sub", "one.csv is a file, expected a folder for the report"),
        (Path("/proc/foo"), "^/proc/foo: expected a folder .* can be made, but no such file"),
        (tmp_path / ("long" * 100), "expected a folder .* can be made, but file name too long"),
    ):
        with pytest.raises(ValueError, match=problem):
            check_place(out)
        with pytest.raises(ValueError, match=problem), fill_folder(out):
            raise AssertionError("nothing may be made here")
    assert [path.name for path in tmp_path.iterdir()] == ["one.csv"]


def test_trying_a_place_leaves_nothing_there(tmp_path: Path) -> None:
    check_place(tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_swap_that_fails_leaves_the_earlier_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("the earlier one")
    with pytest.raises(OSError, match="No such file"):
        swap(tmp_path / "never-made", out, tmp_path / "old")
    assert (out / "report.html").read_text() == "the earlier one"


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(ZeroDivisionError), fill_folder(out) as folder:
        (folder / "elo.csv").write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
