from __future__ import annotations

import csv
from pathlib import Path

import altair as alt
import pytest

from figures import export
from figures.data import rows_of, write_rows
from figures.export import share_out, write_figures
from figures.look import draw_unchecked, dress

ROWS = [{"codec": "a", "elo": 1}, {"codec": "b", "elo": 2}]


def make_spec() -> dict:
    base = alt.Chart(alt.InlineData(ROWS)).mark_point().encode(x="elo:Q", y="codec:N")
    alone = alt.Chart(alt.InlineData([{"codec": "c", "elo": 3}])).mark_point().encode(x="elo:Q")
    line = alt.Chart(alt.InlineData([{"at": 0}, {"at": 1}, {"at": 2}])).mark_rule().encode(x="at:Q")
    return dress(alt.layer(line, base, alone))


def test_the_data_of_a_figure_are_its_main_rows_without_its_aids(tmp_path: Path) -> None:
    spec = make_spec()
    assert rows_of(spec) == [*ROWS, {"codec": "c", "elo": 3}]
    path = write_rows(spec=spec, path=tmp_path / "figure.csv")
    with path.open() as file:
        assert [row["elo"] for row in csv.DictReader(file)] == ["1", "2", "3"]


def test_data_that_stand_where_they_are_drawn_are_found_too() -> None:
    assert rows_of({"layer": [{"data": {"values": ROWS}, "mark": "point"}]}) == ROWS
    assert rows_of({"mark": "point"}) == []


def test_several_figures_are_the_same_as_each_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "count_processes", lambda figures: 2)
    specs = {f"figure-{name}": make_spec() for name in "abc"}
    files = write_figures(specs=specs, folder=tmp_path)
    assert set(files) == set(specs) and len(list(tmp_path.iterdir())) == 9
    assert len({paths[0].read_text() for paths in files.values()}) == 1


def test_a_figure_that_cannot_be_drawn_is_an_error_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "count_processes", lambda figures: 2)
    specs = {"good": make_spec(), "bad": {"mark": 3}}
    with pytest.raises((RuntimeError, ValueError), match=r"(?s)figures could not|Vega"):
        write_figures(specs=specs, folder=tmp_path)


def test_figures_are_dealt_out_by_weight() -> None:
    jobs = [("a", {"x": "1" * 90}), ("b", {"x": "1" * 50}), ("c", {"x": "1" * 30})]
    assert [[name for name, _ in share] for share in share_out(jobs, 2)] == [["a"], ["b", "c"]]


def test_what_is_drawn_unchecked_is_the_same() -> None:
    with draw_unchecked():
        unchecked = make_spec()
    assert unchecked == make_spec()
