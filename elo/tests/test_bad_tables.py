"""Bad input: refused with every line at once, or read with a note that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from elo.core.formats.catalogue import FORMATS, import_votes
from elo.core.formats.conditions import read_conditions, read_noted_conditions
from elo.core.formats.imported import check_known
from elo.core.formats.problems import TableError
from elo.core.formats.raters import read_raters
from elo.core.formats.sources import Sources, read_sources, write_sources
from elo.core.types import Conditions, Votes

HEADER = "rater,source,condition_a,condition_b,choice"
GOOD = "José,park,x,y,a"
TIMED = f"{HEADER},answered_at"


def save(folder: Path, content: str | bytes, name: str = "votes.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(TableError) as caught:
        import_votes(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (f"{HEADER}\n{GOOD}\n".encode("utf-8-sig"), "began with a byte-order mark"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "UTF-16 text, expected UTF-8; read as UTF-16"),
        (f"{HEADER}\n{GOOD}\n".replace(",", ";"), "cells are parted by semicolons, expected comm"),
        (f"{HEADER}\n{GOOD}\n".replace(",", "\t"), "cells are parted by tabs, expected commas"),
        (f"{HEADER}\n{GOOD}\n".replace("\n", "\r"), ""),
    ],
)
def test_other_encodings_and_separators_are_read_with_a_note(
    tmp_path: Path, content: str | bytes, note: str
) -> None:
    got = import_votes(save(tmp_path, content))
    assert got.votes.raters == ("José",) and got.votes.conditions == ("x", "y")
    assert [warning.startswith(f"votes.csv: {note}") for warning in got.warnings] == [True] * bool(
        note
    )


def test_excel_writes_utf16_with_tabs(tmp_path: Path) -> None:
    content = f"{HEADER}\r\n{GOOD}\r\n".replace(",", "\t").encode("utf-16")
    assert len(import_votes(save(tmp_path, content)).warnings) == 2


def test_every_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    content = f"{HEADER}\n{GOOD}\nann,park,x,y,a\n{GOOD}\n".encode("latin-1")
    first, second = problems(save(tmp_path, content))
    assert first == "votes.csv:2: not UTF-8 text (byte 0xE9); save the table as UTF-8"
    assert second.startswith("votes.csv:4:")


def test_half_a_character_of_utf16_is_refused(tmp_path: Path) -> None:
    (found,) = problems(save(tmp_path, f"{HEADER}\n{GOOD}\n".encode("utf-16") + b"x"))
    assert found.startswith("votes.csv: begins like UTF-16 text but is none")


def test_different_problems_come_together_in_the_order_of_lines(tmp_path: Path) -> None:
    rows = ["ann,park,x,x,a", "ann,park,x", "nan,park,x,y,a", "ann,park,x,y,maybe", ",park,x,y,b"]
    found = problems(save(tmp_path, "\n".join([HEADER, *rows, ""])))
    assert [each.split(": ")[0] for each in found] == [f"votes.csv:{n}" for n in range(2, 7)]
    assert "found a missing value" in found[2]


@pytest.mark.parametrize(
    "bpp", ["-0.5", "nan", "inf", "0", "0,5", "1_0", "٣", "1e-320", "1e300", "10001"]
)
def test_rates_that_are_none_are_refused(tmp_path: Path, bpp: str) -> None:
    path = save(tmp_path, f'condition,codec,bpp\nx,av1,"{bpp}"\ny,av1,"{bpp}"\n', "c.csv")
    with pytest.raises(TableError) as caught:
        read_conditions(path)
    assert [each.split(" is ")[0] for each in caught.value.problems] == [
        "c.csv:2: bpp",
        "c.csv:3: bpp",
    ]


def test_doubled_rows_are_kept_and_counted(tmp_path: Path) -> None:
    row = "ann,park,x,y,a,2026-05-01T10:00:00"
    got = import_votes(save(tmp_path, f"{TIMED}\n{row}\nbob,park,x,y,a,\n{row}\n{row}\n"))
    assert len(got.votes) == 4
    assert got.warnings == (
        "votes.csv: 2 rows repeat an earlier row in every cell, the first in line 4; "
        "kept as answers, but likely exported twice",
    )


def test_answers_alike_without_times_are_answers(tmp_path: Path) -> None:
    assert import_votes(save(tmp_path, f"{HEADER}\n{GOOD}\n{GOOD}\n")).warnings == ()
    assert import_votes(save(tmp_path, f"{TIMED}\n{GOOD},\n{GOOD},\n")).warnings == ()


def test_unknown_conditions_are_named_with_their_lines(tmp_path: Path) -> None:
    rows = "".join(f"ann,park,x,z{n},a\n" for n in range(23))
    got = import_votes(save(tmp_path, f"{HEADER}\nann,park,x,y,a\n{rows}"))
    known = Conditions.without_rates(("x", "y"))
    with pytest.raises(TableError, match=r"and 3 more$") as caught:
        check_known(got, known, "conditions.csv")
    assert caught.value.problems[0] == (
        "votes.csv:3: condition_b is 'z0', expected a condition of conditions.csv"
    )


def test_notes_on_conditions_are_given_too(tmp_path: Path) -> None:
    path = save(tmp_path, "condition;codec;bpp\nx;av1;0.5\n", "conditions.csv")
    conditions, notes = read_noted_conditions(path)
    assert conditions.bpp.tolist() == [0.5]
    assert notes == (
        "conditions.csv: cells are parted by semicolons, expected commas; read as semicolons",
    )


def test_a_strange_column_name_reaches_no_page(tmp_path: Path) -> None:
    path = save(tmp_path, "methodA,methodB,originalName,answerValue,a\0b\nx,y,s,A,1\n")
    assert "not used: a\N{REPLACEMENT CHARACTER}b" in import_votes(path, layout="clic").warnings[0]


def test_long_cells_are_read(tmp_path: Path) -> None:
    path = save(tmp_path, f"model_a,model_b,winner,chat\nx,y,tie,{'z' * 200_000}\n")
    assert len(import_votes(path, layout="arena").votes) == 1


def test_sources_bring_categories(tmp_path: Path) -> None:
    path = save(
        tmp_path, "source,category,photographer\npark,photo,Jo\nmap,,Jo\nsea,photo,Jo\n", "s.csv"
    )
    sources = read_sources(path, known=("park", "map", "city"))
    assert dict(sources.categories) == {"park": "photo"}
    assert sources.warnings == (
        "s.csv: 1 column is not used: photographer",
        "s.csv: sources without votes, passed over: sea",
        "s.csv: no category for city, map",
    )


def test_sources_are_written_and_read_back(tmp_path: Path) -> None:
    names, categories = ("park", "a, b"), {"park": "photo", "a, b": 'the "screen"'}
    write_sources(names=names, categories=categories, path=tmp_path / "s.csv")
    assert read_sources(tmp_path / "s.csv", known=names) == Sources(categories)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("source,category\npark,photo\npark,text\n", "s.csv:3: source 'park' occurs again"),
        ("source,category\nlake,photo\n", "no category for any source of the votes .park."),
        ("source\npark\n", "s.csv:1: missing column category; found source"),
        ("", "s.csv: the file is empty"),
    ],
)
def test_bad_sources_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(TableError, match=problem):
        read_sources(save(tmp_path, text, "s.csv"), known=("park",))


def test_raters_are_named_a_line(tmp_path: Path) -> None:
    path = save(tmp_path, "\ufeffann\r\n\r\nbob \r\nann\r\n", "without.txt")
    assert read_raters(path, known=("ann", "bob", "cy")) == ("ann", "bob")


def test_unknown_raters_are_refused_by_line(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_raters(save(tmp_path, "ann\neve\n\nmal\n", "w.txt"), known=("ann",))
    assert [each[:20] for each in caught.value.problems] == [
        "w.txt:2: rater 'eve'",
        "w.txt:4: rater 'mal'",
    ]
    with pytest.raises(TableError, match="w.txt: the file is empty, expected a rater a line"):
        read_raters(save(tmp_path, "\n", "w.txt"), known=("ann",))


PIECES = [
    *(",", ";", "\t", "\n", "\r", '"', "\0", "\ufeff", "a", "b", "tie", "x", "y", "trap", "bias"),
    *(
        "0",
        "1",
        "2",
        "-1",
        "nan",
        "1e999",
        "model_a",
        "left",
        "A",
        "B",
        "é",
        "0001-01-01",
        "9" * 30,
    ),
]
HEADERS = [
    f"{HEADER},left,kind,expected,response_ms,session,answered_at,simulated\n",
    "observer,scene,dist_type1,dist_level1,dist_type2,dist_level2,selected\n",
    "worker,img_num,codec_left,codec_right,dlevel_left,dlevel_right,response,is_bias,is_trap\n",
    "model_a,model_b,winner,tstamp\n",
    "O,A,B,T\n",
    "",
]
text = st.builds(
    lambda header, pieces: (header + "".join(pieces)).encode(),
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(PIECES), max_size=40),
)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.one_of(st.binary(max_size=200), text), layout=st.sampled_from([*FORMATS]))
@example(content=b"\xff\xfe", layout="native")
@example(content=b"\xef\xbb\xbf", layout="clic")
@example(content=b",,,0", layout="clic")
def test_any_bytes_give_votes_or_a_table_error(tmp_path: Path, content: bytes, layout: str) -> None:
    path = save(tmp_path, content, "nonsense.csv")
    try:
        votes = import_votes(path, layout=layout).votes
    except TableError as error:
        assert str(error).startswith("nonsense.csv")
    else:
        assert isinstance(votes, Votes) and len(votes) > 0
