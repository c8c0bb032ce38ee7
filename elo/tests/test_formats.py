"""Every format: read as documented, refused by line, written and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elo.core.formats.catalogue import FORMATS, export_votes, import_votes
from elo.core.formats.imported import Imported
from elo.core.formats.problems import TableError
from elo.core.types import BIAS, REPEAT, TRAP, VOTE, Votes

AIC = "worker,img_num,codec_left,codec_right,dlevel_left,dlevel_right,response,is_bias,is_trap"
NAME = "observer,scene,condition_A,condition_B,is_A_selected"
LEVEL = "observer,session,scene,dist_type1,dist_level1,dist_type2,dist_level2,selected"
ARENA = "model_a,model_b,winner,judge"
CLIC = "methodA,methodB,originalName,answerValue"
ONE_HOT = "id,model_a,model_b,winner_model_a,winner_model_b,winner_tie"
patiently = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read(folder: Path, layout: str, *lines: str) -> Imported:
    path = folder / "votes.csv"
    path.write_text("\n".join(lines) + "\n")
    return import_votes(path, layout=layout)


def refused(folder: Path, layout: str, *lines: str) -> list[str]:
    with pytest.raises(TableError) as caught:
        read(folder, layout, *lines)
    return caught.value.problems


def test_an_unknown_format_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'xls', expected one of native, pwcmp, aic, arena, clic"):
        import_votes(tmp_path / "votes.csv", layout="xls")


def test_pwcmp_by_name(tmp_path: Path) -> None:
    got = read(tmp_path, "pwcmp", f"{NAME},mood", "M1,window,x,y,1,good", "M2,window,y,x,0,bad")
    assert [got.votes.conditions[i] for i in got.votes.condition_a] == ["x", "y"]
    assert got.votes.choice.tolist() == [0, 1] and got.votes.left.tolist() == [-1, -1]
    assert got.warnings == ("votes.csv: 1 column is not used: mood",)
    assert got.lines == (2, 3)


def test_pwcmp_by_level(tmp_path: Path) -> None:
    got = read(tmp_path, "pwcmp", LEVEL, "o1,S,Car,DQ,1.0,Reference,0,1", "o2,S,Car,NN,7,DQ,1,2")
    assert got.votes.conditions == ("DQ@1", "NN@7", "original")
    assert got.votes.choice.tolist() == [0, 1]
    assert got.votes.sessions == ("o1 S", "o2 S"), "two people's first visits are not one visit"


def test_pwcmp_answers_to_several_questions_are_noted(tmp_path: Path) -> None:
    got = read(tmp_path, "pwcmp", f"{NAME},criterion", "M1,w,x,y,1,nice", "M1,w,y,x,1,sharp")
    assert got.warnings[0].endswith("are taken together: criterion is nice, sharp")


def test_aic_prefers_the_side_that_was_not_named(tmp_path: Path) -> None:
    rows = ["w1,3,2,2,4,8,right,0,0", "w1,3,2,5,4,4,left,0,0", "w2,3,2,5,4,4,Not Sure,0,0"]
    votes = read(tmp_path, "aic", AIC, *rows).votes
    assert votes.choice.tolist() == [0, 1, 2]
    assert votes.conditions == ("2@4", "2@8", "5@4") and (votes.left == 0).all()
    assert (votes.kind == VOTE).all()


def test_aic_keeps_traps_and_bias_pairs_as_such(tmp_path: Path) -> None:
    rows = ["w,3,0,2,0,10,right,0,1", "w,3,2,,10,0,right,0,1", "w,3,2,2,4,4,not sure,1,0"]
    votes = read(tmp_path, "aic", AIC, *rows).votes
    assert votes.kind.tolist() == [TRAP, TRAP, BIAS]
    assert votes.expected.tolist() == [0, 1, -1] and votes.choice.tolist() == [0, 0, 2]


def test_aic_reads_times_in_its_units(tmp_path: Path) -> None:
    header = f"{AIC},assignment,submission_time,response_time"
    votes = read(tmp_path, "aic", header, "w,3,2,2,4,8,left,0,0,A1,2024-01-04T10:00:00Z,4.25").votes
    assert votes.response_ms.tolist() == [4250.0] and votes.sessions == ("A1",)
    assert votes.answered_at is not None
    assert votes.answered_at[0] == np.datetime64("2024-01-04T10:00:00.000")


def test_arena_in_words(tmp_path: Path) -> None:
    answers = ("model_a", "model_b", "tie", "tie (bothbad)", "both_bad")
    got = read(tmp_path, "arena", f"{ARENA},language", *(f"x,y,{a},j1,de" for a in answers))
    assert got.votes.choice.tolist() == [0, 1, 2, 2, 2] and (got.votes.left == 0).all()
    assert got.votes.raters == ("j1",) and got.votes.sources == ("all",)
    assert got.warnings[0] == "votes.csv: 1 column is not used: language"


def test_arena_in_three_columns(tmp_path: Path) -> None:
    got = read(tmp_path, "arena", ONE_HOT, "1,x,y,1,0,0", "2,x,y,0,1,0", "3,x,y,0,0,1")
    assert got.votes.choice.tolist() == [0, 1, 2] and got.votes.raters == ("unknown",)
    assert any("all answers stand under one rater" in warning for warning in got.warnings)


@pytest.mark.parametrize(
    ("ids", "sources"), [(("1", "1", "2", "2"), ("1", "2")), (("1", "2", "3", "4"), ("all",))]
)
def test_arena_questions_asked_often_are_sources(
    tmp_path: Path, ids: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    rows = (f"x,y,tie,j,{each}" for each in ids)
    assert read(tmp_path, "arena", f"{ARENA},question_id", *rows).votes.sources == sources


def test_arena_times_are_seconds_or_words(tmp_path: Path) -> None:
    for column, cell in (("tstamp", "1717200000.5"), ("timestamp", "2024-06-01T00:00:00.500")):
        votes = read(tmp_path, "arena", f"{ARENA},{column}", f"x,y,tie,j,{cell}").votes
        assert votes.answered_at is not None
        assert votes.answered_at[0] == np.datetime64("2024-06-01T00:00:00.500")


def test_clic_answers_name_the_picture_farther_from_the_original(tmp_path: Path) -> None:
    got = read(tmp_path, "clic", CLIC, "mozjpeg-q95,jpegli-q60,s1,B", "turbo-q55,jpegli-q75,s1,A")
    assert got.votes.choice.tolist() == [0, 1] and got.votes.raters == ("unknown",)
    assert "farther from the original" in got.warnings[0]


def test_clic_rows_of_the_challenge_have_no_header(tmp_path: Path) -> None:
    got = read(tmp_path, "clic", "o1.png,m1/o1.png,m2/o1.png,0", "o2.png,m2/o2.png,m1/o2.png,1")
    assert got.votes.conditions == ("m1", "m2") and got.lines == (1, 2)
    assert got.votes.choice.tolist() == [0, 1] and got.votes.sources == ("o1.png", "o2.png")
    blind = read(tmp_path, "clic", "O,A,B,T", "o1.png,f3.png,7a.png,0")
    assert blind.votes.conditions == ("f3.png", "7a.png")
    assert any("every picture is its own condition" in warning for warning in blind.warnings)


@pytest.mark.parametrize(
    ("layout", "header", "row", "problem"),
    [
        ("pwcmp", NAME, "M1,w,x,y,0.5", "is_A_selected is '0.5', expected 1 or 0"),
        ("pwcmp", NAME, "M1,w,x,x,1", "condition_A and condition_B are the same"),
        ("pwcmp", LEVEL, "o,S,Car,DQ,1,DQ,1,1", "both pictures are the same"),
        ("pwcmp", LEVEL, "o,S,Car,DQ,-1,DQ,1,1", "dist_level1 is '-1', expected a level"),
        ("pwcmp", LEVEL, "o,S,Car,NaN,4,DQ,1,1", "dist_type1 is 'NaN', expected a name, found a m"),
        ("pwcmp", LEVEL, "o,S,Car,DQ,4,DQ,1,0", "selected is '0', expected 1 or 2"),
        ("aic", AIC, "w,3,2,2,4,8,middle,0,0", "response is 'middle', expected left, right or not"),
        ("aic", AIC, "w,3,2,2,4,4,left,0,0", "left and right are the same, which only a bias row"),
        ("aic", AIC, "w,3,2,2,4,8,left,0,1", "is_trap is 1 for 2@4 and 2@8, expected the source"),
        ("aic", AIC, "w,3,2,2,4,8,left,1,0", "is_bias is 1 for 2@4 and 2@8, expected the same"),
        ("aic", AIC, "w,3,2,2,4,4,left,1,1", "is_trap and is_bias are both 1"),
        ("aic", f"{AIC},dlevel_pivot", "w,3,2,2,4,8,left,0,0,2", "dlevel_pivot is above 0"),
        ("aic", f"{AIC},response_time", "w,3,2,2,4,8,left,0,0,nan", "response_time is 'nan'"),
        ("aic", f"{AIC},response_time", "w,3,2,2,4,8,left,0,0,1e307", "response_time is '1e307'"),
        ("arena", ARENA, "x,y,a,j", "winner is 'a', expected one of model_a, model_b, tie"),
        ("arena", ARENA, "x,x,tie,j", "model_a and model_b are the same"),
        ("arena", ONE_HOT, "1,x,y,1,1,0", "expected 1 in one of winner_model_a"),
        ("arena", f"{ARENA},tstamp", "x,y,tie,j,1e12", "tstamp is '1e12', expected seconds since"),
        ("clic", CLIC, "m,n,s,C", "answerValue is 'C', expected A or B"),
        ("clic", CLIC, "m,m,s,A", "both pictures are the same"),
        ("clic", "O,A,B,T", "o,m/o,n/o,2", "T is '2', expected 0 (A is preferred) or 1"),
    ],
)
def test_it_refuses_by_line(
    tmp_path: Path, layout: str, header: str, row: str, problem: str
) -> None:
    (found,) = refused(tmp_path, layout, header, row)
    assert found.startswith(f"votes.csv:2: {problem}")


@pytest.mark.parametrize("layout", [name for name in FORMATS if name != "native"])
def test_another_table_is_told_which_columns_are_needed(tmp_path: Path, layout: str) -> None:
    (found,) = refused(tmp_path, layout, "who,what", "a,b")
    assert found.startswith("votes.csv:1: ") and found.endswith("found who, what")


@st.composite
def some_votes(draw: Any, *, ties: bool, kinds: tuple[int, ...]) -> Votes:
    """Votes on conditions that every format can name, A shown left."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n = draw(st.integers(1, 8))
    conditions = ("original", "av1@1", "av1@2.5", 'Bäcker, "k"@7')
    kind = rng.choice(kinds, n).astype(np.int8)
    first = np.where(kind == TRAP, 0, rng.integers(0, 4, n))
    second = np.where(kind == BIAS, first, (first + rng.integers(1, 4, n)) % 4)
    return Votes(
        conditions=conditions,
        sources=("park", "sea; side"),
        raters=("ann", "bob\\"),
        rater=rng.integers(0, 2, n),
        source=rng.integers(0, 2, n),
        condition_a=first,
        condition_b=second,
        choice=rng.integers(0, 3 if ties else 2, n).astype(np.int8),
        left=np.zeros(n, dtype=np.int8),
        kind=kind,
        expected=np.where(kind == TRAP, 0, -1).astype(np.int8),
        response_ms=np.round(rng.random(n) * 1e4),
        simulated=np.zeros(n, dtype=bool),
        session=rng.integers(-1, 2, n),
        sessions=("s1", "s2"),
        answered_at=rng.integers(0, 2**41, n).astype("datetime64[ms]"),
    )


@patiently
@given(votes=some_votes(ties=True, kinds=(VOTE, TRAP, BIAS)))
def test_aic_holds_everything_but_repeats(tmp_path: Path, votes: Votes) -> None:
    export_votes(votes=votes, path=tmp_path / "v.csv", layout="aic")
    again = import_votes(tmp_path / "v.csv", layout="aic").votes
    assert again.digest() == votes.digest()
    np.testing.assert_array_equal(again.response_ms, votes.response_ms)
    np.testing.assert_array_equal(again.answered_at, votes.answered_at)


@patiently
@given(votes=some_votes(ties=True, kinds=(VOTE,)))
def test_arena_holds_votes_with_sides_and_times(tmp_path: Path, votes: Votes) -> None:
    export_votes(votes=votes, path=tmp_path / "v.csv", layout="arena")
    again = import_votes(tmp_path / "v.csv", layout="arena").votes
    assert names_of(again, sources=False) == names_of(votes, sources=False)
    if again.sources != ("all",):
        assert again.digest() == votes.digest()


@patiently
@given(votes=some_votes(ties=False, kinds=(VOTE,)), layout=st.sampled_from(["pwcmp", "clic"]))
def test_pwcmp_and_clic_hold_votes_without_sides(tmp_path: Path, votes: Votes, layout: str) -> None:
    export_votes(votes=votes, path=tmp_path / "v.csv", layout=layout)
    again = import_votes(tmp_path / "v.csv", layout=layout).votes
    assert names_of(again) == names_of(votes) and (again.left == -1).all()


def names_of(votes: Votes, *, sources: bool = True) -> list[tuple[str, ...]]:
    return [
        (
            votes.raters[votes.rater[row]],
            votes.sources[votes.source[row]] if sources else "",
            votes.conditions[votes.condition_a[row]],
            votes.conditions[votes.condition_b[row]],
            str(votes.choice[row]),
        )
        for row in range(len(votes))
    ]


@pytest.mark.parametrize("layout", ["aic", "arena"])
def test_what_was_shown_left_is_written_left(tmp_path: Path, layout: str) -> None:
    votes = make_pair(left=1, choice=1)
    export_votes(votes=votes, path=tmp_path / "v.csv", layout=layout)
    again = import_votes(tmp_path / "v.csv", layout=layout).votes
    assert [again.conditions[i] for i in (again.condition_a[0], again.condition_b[0])] == [
        "av1@2",
        "av1@1",
    ]
    assert again.choice.tolist() == [0], "the same picture is preferred"


@pytest.mark.parametrize(
    ("layout", "changes", "problem"),
    [
        ("pwcmp", {"choice": 2}, "has no place for ties"),
        ("clic", {"kind": REPEAT}, "has no place for rows of kind repeat, expected only vote"),
        ("arena", {"simulated": True}, "cannot say that votes are simulated"),
        ("aic", {"left": -1}, "names sides, but vote 0 does not say which was left"),
        ("aic", {"names": ("best", "av1@1")}, "no place for condition 'best', expected 'original'"),
    ],
)
def test_a_lossy_export_is_refused(
    tmp_path: Path, layout: str, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        export_votes(votes=make_pair(**changes), path=tmp_path / "v.csv", layout=layout)
    assert not (tmp_path / "v.csv").exists()


def make_pair(
    *,
    left: int = 0,
    choice: int = 0,
    kind: int = VOTE,
    simulated: bool = False,
    names: tuple[str, str] = ("av1@1", "av1@2"),
) -> Votes:
    """One vote."""
    return Votes(
        conditions=names,
        sources=("park",),
        raters=("ann",),
        rater=np.array([0]),
        source=np.array([0]),
        condition_a=np.array([0]),
        condition_b=np.array([1]),
        choice=np.array([choice], dtype=np.int8),
        left=np.array([left], dtype=np.int8),
        kind=np.array([kind], dtype=np.int8),
        expected=np.array([-1], dtype=np.int8),
        response_ms=np.array([np.nan]),
        simulated=np.array([simulated]),
    )
