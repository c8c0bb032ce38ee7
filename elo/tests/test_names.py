"""Names with control characters end at the door: the program that draws figures dies of them.

So do names that a spreadsheet would compute when somebody opens a report's tables in it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from elo.core.formats.conditions import read_conditions
from elo.core.formats.native import read_votes
from elo.core.formats.problems import TableError
from elo.core.names import find_unprintable
from elo.core.types import Conditions
from elo.report.context import ReportContext
from elo.tests.samples import make_context, make_votes
from figures.export import svg_of

BAD = ("\0", "\x01", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufdd0", "\ufffe", "\uffff")
GOOD = ("AVIF 4:4:4", "Bäckerei", "写真", "می\u200cخواهم", "👩\u200d🎨", "𝔄", "a\u00adb")
VOTES = "rater,source,condition_a,condition_b,choice,session"


@pytest.mark.parametrize("bad", BAD)
def test_it_names_the_character(bad: str) -> None:
    assert find_unprintable(f"a{bad}b") == f"U+{ord(bad):04X}"


def test_names_of_every_script_are_names_and_can_be_drawn() -> None:
    assert [find_unprintable(name) for name in GOOD] == [""] * len(GOOD)
    values = [{"name": name, "elo": place} for place, name in enumerate(GOOD)]
    spec = {
        "data": {"values": values},
        "mark": "bar",
        "encoding": {"y": {"field": "name", "type": "nominal"}, "x": {"field": "elo"}},
    }
    assert "Bäckerei" in svg_of(spec)


@pytest.mark.parametrize("column", ["rater", "source", "condition_a", "condition_b", "session"])
def test_votes_name_line_and_column(tmp_path: Path, column: str) -> None:
    row = dict(zip(VOTES.split(","), ("ann", "park", "x", "y", "a", "s1"), strict=True))
    good, bad = ",".join(row.values()), ",".join({**row, column: "p\0q"}.values())
    path = tmp_path / "votes.csv"
    path.write_text(f"{VOTES}\n{good}\n{bad}\n")
    with pytest.raises(TableError) as caught:
        read_votes(path)
    expected = "expected a name without control characters, found U+0000"
    assert caught.value.problems == [f"votes.csv:3: {column} is 'p\\x00q', {expected}"]


@pytest.mark.parametrize("bad", ["=1+1", "+cmd", "-x", "@SUM(A1)", "-", "=1", "--1"])
@pytest.mark.parametrize("column", ["rater", "source", "condition_a", "condition_b", "session"])
def test_a_formula_is_no_name_in_votes(tmp_path: Path, column: str, bad: str) -> None:
    row = dict(zip(VOTES.split(","), ("ann", "park", "x", "y", "a", "s1"), strict=True))
    (tmp_path / "votes.csv").write_text(f"{VOTES}\n{','.join({**row, column: bad}.values())}\n")
    with pytest.raises(TableError) as caught:
        read_votes(tmp_path / "votes.csv")
    expected = f"expected a name; one with {bad[0]} first is a formula to a spreadsheet"
    assert caught.value.problems == [f"votes.csv:2: {column} is {bad!r}, {expected}"]


@pytest.mark.parametrize("column", ["condition", "codec", "label"])
def test_a_formula_is_no_name_in_conditions(tmp_path: Path, column: str) -> None:
    row = {"condition": "x", "codec": "c", "bpp": "0.1", "label": "X", column: "=HYPERLINK(1)"}
    (tmp_path / "conditions.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    with pytest.raises(TableError, match=f"^conditions.csv:2: {column} is .* a formula to a"):
        read_conditions(tmp_path / "conditions.csv")


@pytest.mark.parametrize("good", ["-1", "+2.5", "1-x", "a=b", "me@home"])
def test_a_number_or_a_sign_within_a_name_is_none(tmp_path: Path, good: str) -> None:
    (tmp_path / "votes.csv").write_text(f"{VOTES}\n{good},park,x,y,a,s1\n")
    assert read_votes(tmp_path / "votes.csv").raters == (good,)


@pytest.mark.parametrize("column", ["condition", "codec", "label"])
def test_conditions_name_line_and_column(tmp_path: Path, column: str) -> None:
    row = {"condition": "x", "codec": "c", "bpp": "0.1", "label": "X", column: "p\x1bq"}
    path = tmp_path / "conditions.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    with pytest.raises(TableError, match=rf"^conditions.csv:2: {column} is .* found U\+001B$"):
        read_conditions(path)


@pytest.mark.parametrize("column", ["raters", "sources", "conditions", "sessions"])
def test_votes_from_elsewhere_are_held_to_the_same(column: str) -> None:
    names = ("x\x01", "y") if column == "conditions" else ("x\x01",)
    with pytest.raises(ValueError, match=rf"^{column}: 'x\\x01' holds .* U\+0001"):
        make_votes([("x", "y", "a")], **{column: names})


@pytest.mark.parametrize("column", ["names", "codec", "label"])
def test_conditions_from_elsewhere_are_held_to_the_same(column: str) -> None:
    columns = {"names": ("x",), "codec": ("c",), "label": ("X",), column: ("x\0",)}
    with pytest.raises(ValueError, match=rf"^conditions, {column}: 'x\\x00' holds .* U\+0000"):
        Conditions(bpp=np.array([0.1]), **columns)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "a\0"},
        {"codec_labels": {"old": "Old\x02"}},
        {"funnel": (("Opened\x03", 5),)},
        {"left_out": ("x\x04",)},
    ],
)
def test_nor_do_they_reach_a_report(changes: dict, context: ReportContext) -> None:
    content = {name: getattr(context, name) for name in ReportContext.__dataclass_fields__}
    with pytest.raises(ValueError, match=r"holds the unprintable character U\+000"):
        ReportContext(**{**content, **changes})


@pytest.fixture(scope="module")
def context() -> ReportContext:
    return make_context()
