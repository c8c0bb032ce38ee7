from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elo.core.formats.conditions import read_conditions, write_conditions
from elo.core.formats.native import read_votes, write_votes
from elo.core.formats.problems import TableError
from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import Conditions, Votes
from elo.tests.samples import make_study

HEADER = "rater,source,condition_a,condition_b,choice"
FULL = f"{HEADER},left,kind,expected,response_ms,session,answered_at,simulated"
name = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and text.lower() != "nan" and text[0] not in "=+-@"
)


def save(folder: Path, text: str, file: str = "votes.csv") -> Path:
    path = folder / file
    path.write_bytes(text.encode())
    return path


def problems(path: Path, read: object = read_votes) -> list[str]:
    with pytest.raises(TableError) as caught:
        read(path)
    return caught.value.problems


def test_required_columns_are_enough(tmp_path: Path) -> None:
    votes = read_votes(save(tmp_path, f"{HEADER}\nann,park,x,y,a\nbob,park,y,z,tie\n"))
    assert votes.raters == ("ann", "bob")
    assert votes.conditions == ("x", "y", "z")
    assert votes.choice.tolist() == [0, 2]
    assert votes.left.tolist() == [-1, -1] and not votes.any_simulated
    assert votes.session is None and votes.answered_at is None
    assert np.isnan(votes.response_ms).all()


def test_every_column_is_read(tmp_path: Path) -> None:
    row = "ann,park,x,y,b,a,trap,b,1500.5,s1,2026-05-01T12:00:00+02:00,1"
    votes = read_votes(save(tmp_path, f"{FULL}\r\n{row}\r\n"))
    assert (votes.left[0], votes.kind[0], votes.expected[0]) == (0, 1, 1)
    assert votes.response_ms[0] == 1500.5 and votes.sessions == ("s1",)
    assert votes.answered_at[0] == np.datetime64("2026-05-01T10:00:00.000")
    assert votes.simulated.tolist() == [True]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ann,park,x,y,c", "votes.csv:3: choice is 'c', expected a, b or tie"),
        ("ann,park,x,y", "votes.csv:3: 4 cells, expected 5"),
        (",park,x,y,a", "votes.csv:3: rater is '', expected a name"),
        ("ann,park, x,y,a", "votes.csv:3: condition_a is ' x', expected a name"),
        ("ann,park,x,x,a", "votes.csv:3: condition_a and condition_b are the same"),
    ],
)
def test_it_names_file_line_and_column(tmp_path: Path, row: str, problem: str) -> None:
    (found,) = problems(save(tmp_path, f"{HEADER}\nann,park,x,y,a\n{row}\n"))
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("left,,,,,", "left is 'left', expected a, b or nothing"),
        (",quiz,,,,", "kind is 'quiz', expected vote, trap, repeat, bias or nothing"),
        (",trap,,,,", "expected is empty, a trap needs a or b"),
        (",,a,,,", "expected is given, which only a trap may have"),
        (",,,-3,,", "response_ms is '-3', expected milliseconds of 0 or more"),
        (",,,nan,,", "response_ms is 'nan'"),
        (",,,,,yesterday", "answered_at is 'yesterday', expected an ISO 8601 time"),
    ],
)
def test_it_refuses_bad_optional_cells(tmp_path: Path, cells: str, problem: str) -> None:
    (found,) = problems(save(tmp_path, f"{FULL}\nann,park,x,y,a,{cells},\n"))
    assert found.startswith(f"votes.csv:2: {problem}")


def test_all_problems_come_together_and_the_twenty_first_is_counted(tmp_path: Path) -> None:
    path = save(tmp_path, HEADER + "\n" + "ann,park,x,y,maybe\n" * 23)
    with pytest.raises(TableError, match="votes.csv:21") as caught:
        read_votes(path)
    assert str(caught.value).endswith("... and 3 more") and "votes.csv:22" not in str(caught.value)


def test_lines_are_counted_through_blank_and_quoted_lines(tmp_path: Path) -> None:
    text = f'{HEADER}\n"an\nn",park,x,y,a\n\nann,park,x,y,no\n'
    name, choice = problems(save(tmp_path, text))
    assert name.startswith("votes.csv:2: rater is 'an\\nn', expected a name without control")
    assert choice == "votes.csv:5: choice is 'no', expected a, b or tie"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "votes.csv: the file is empty"),
        (f"{HEADER}\n", "votes.csv: no rows under the header"),
        ("rater,source,choice\na,b,a\n", "votes.csv:1: missing column condition_a, condition_b"),
        (f"{HEADER},colour\na,b,x,y,a,red\n", "votes.csv:1: unknown column 'colour'"),
        (f"{HEADER},left,left\na,b,x,y,a,a,a\n", "votes.csv:1: column left occurs twice"),
        (f'{HEADER}\n"ann,park,x,y,a\n', "votes.csv:2: not valid CSV"),
    ],
)
def test_it_refuses_what_is_not_a_table_of_votes(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(save(tmp_path, text))[0].startswith(problem)


def test_it_refuses_missing_files_folders_and_other_encodings(tmp_path: Path) -> None:
    assert "no such file" in problems(tmp_path / "none.csv")[0]
    assert "is a folder" in problems(tmp_path)[0]
    (tmp_path / "latin.csv").write_bytes(f"{HEADER}\nJosé,park,x,y,a\n".encode("latin-1"))
    assert "not UTF-8" in problems(tmp_path / "latin.csv")[0]


def draw_votes(data: st.DataObject) -> Votes:
    conditions = tuple(data.draw(st.lists(name, min_size=2, max_size=4, unique=True)))
    raters = tuple(data.draw(st.lists(name, min_size=1, max_size=3, unique=True)))
    n = data.draw(st.integers(1, 6))
    rng = np.random.default_rng(data.draw(st.integers(0, 9999)))
    first = rng.integers(0, len(conditions), n)
    kind = rng.integers(0, 4, n).astype(np.int8)
    return Votes(
        conditions=conditions,
        sources=("s",),
        raters=raters,
        rater=rng.integers(0, len(raters), n),
        source=np.zeros(n, dtype=np.int64),
        condition_a=first,
        condition_b=(first + rng.integers(1, len(conditions), n)) % len(conditions),
        choice=rng.integers(0, 3, n).astype(np.int8),
        left=rng.integers(-1, 2, n).astype(np.int8),
        kind=kind,
        expected=np.where(kind == 1, rng.integers(0, 2, n), -1).astype(np.int8),
        response_ms=np.where(rng.random(n) < 0.5, np.nan, rng.random(n) * 1e4),
        simulated=rng.random(n) < 0.5,
        session=rng.integers(-1, 1, n),
        sessions=("visit",),
        answered_at=(rng.integers(0, 2**40, n)).astype("datetime64[ms]"),
    )


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_is_written_reads_back(tmp_path: Path, data: st.DataObject) -> None:
    votes = draw_votes(data)
    path = tmp_path / "round.csv"
    write_votes(votes=votes, path=path)
    again = read_votes(path)
    assert again.digest() == votes.digest()
    np.testing.assert_array_equal(again.response_ms, votes.response_ms)
    np.testing.assert_array_equal(again.answered_at, votes.answered_at)
    assert [again.raters[i] for i in again.rater] == [votes.raters[i] for i in votes.rater]


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(st.sampled_from('ab,\n\r"x0123.tie -T:'), max_size=80))
def test_nonsense_is_read_or_refused_but_never_crashes(tmp_path: Path, text: str) -> None:
    path = save(tmp_path, f"{FULL}\n{text}", "nonsense.csv")
    try:
        assert len(read_votes(path)) > 0
    except TableError as error:
        assert "nonsense.csv" in str(error)


def test_75_thousand_rows_read_quickly(tmp_path: Path, expect_quick) -> None:
    elo = {f"c{i}": 20.0 * i for i in range(120)}
    crowd = Crowd(raters=610, sources=30)
    write_votes(
        votes=simulate_votes(elo=elo, n_votes=74_925, seed=1, crowd=crowd), path=tmp_path / "v.csv"
    )
    # 0.2 s on a quiet machine; a search through all raters for each row would be seconds.
    expect_quick(lambda: read_votes(tmp_path / "v.csv"), limit_s=1.0)


def test_conditions_round_trip(tmp_path: Path) -> None:
    _, conditions = make_study(n_votes=10)
    write_conditions(conditions=conditions, path=tmp_path / "c.csv")
    again = read_conditions(tmp_path / "c.csv")
    assert (again.names, again.codec, again.label) == (
        conditions.names,
        conditions.codec,
        conditions.label,
    )
    np.testing.assert_array_equal(again.bpp, conditions.bpp)


def test_a_condition_without_label_is_called_by_its_name(tmp_path: Path) -> None:
    text = "condition,codec,bpp,label\nx,jpeg,0.5,\ny,jpeg,,Best\n"
    found: Conditions = read_conditions(save(tmp_path, text))
    assert found.label == ("x", "Best") and np.isnan(found.bpp[1])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x,jpeg,0", "bpp is '0', expected 0.0001 to 10000 bits per pixel, or nothing"),
        ("x,jpeg,half", "bpp is 'half'"),
        ("x,,0.5", "codec is '', expected a name"),
        ("first,jpeg,0.5", "condition 'first' occurs again, first in line 2"),
    ],
)
def test_it_refuses_bad_conditions(tmp_path: Path, row: str, problem: str) -> None:
    path = save(tmp_path, f"condition,codec,bpp\nfirst,jpeg,0.1\n{row}\n", "conditions.csv")
    (found,) = problems(path, read_conditions)
    assert found.startswith(f"conditions.csv:3: {problem}")
