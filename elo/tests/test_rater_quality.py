from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elo.core.fit import fit
from elo.core.formats.cells import read_table
from elo.core.formats.rows import Layout, take_rows
from elo.core.quality.judging import RaterQuality, judge_raters
from elo.core.quality.order import order_answers
from elo.core.quality.outlying import score_outlying
from elo.core.quality.repeats import match_repeats, measure_repeats
from elo.core.quality.sides import measure_sides
from elo.core.quality.suggesting import suggest
from elo.core.quality.table import write_raters
from elo.core.quality.times import bound_run_chance, longest_run, measure_times
from elo.core.types import BIAS, REPEAT, VOTE, Votes
from elo.tests.crowds import make_crowd, spoil
from elo.tests.samples import make_votes


def bytes_of(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int8)


def test_a_repeat_is_compared_with_the_first_showing_whichever_side() -> None:
    rows = [("a", "b", "a"), ("b", "a", "b"), ("a", "b", "b"), ("c", "a", "tie"), ("a", "c", "tie")]
    votes = make_votes(rows, kind=[VOTE, REPEAT, REPEAT, VOTE, REPEAT])
    (found,) = measure_repeats(votes)
    assert (found.shown, found.same) == (3, 2)
    assert found.same_share == pytest.approx(2 / 3)


def test_a_repeat_without_its_first_showing_is_not_counted() -> None:
    rows = [("a", "b", "a"), ("a", "c", "a"), ("a", "b", "a")]
    votes = make_votes(rows, kind=[VOTE, REPEAT, REPEAT])
    elsewhere = replace(votes, sources=("source", "other"), source=np.array([0, 0, 1]))
    assert measure_repeats(votes)[0].shown == 1
    assert measure_repeats(elsewhere)[0].shown == 0
    only = make_votes([("a", "b", "a")], kind=REPEAT)
    assert match_repeats(only)[0].size == 0 and np.isnan(measure_repeats(only)[0].same_share)


def test_sides_leave_ties_and_unknown_sides_out() -> None:
    rows = [("a", "b", "a"), ("a", "b", "b"), ("a", "b", "tie"), ("a", "b", "a"), ("b", "a", "b")]
    votes = make_votes(rows, left=bytes_of(0, 0, 0, -1, 1))
    (found,) = measure_sides(votes)
    assert (found.answers, found.left) == (3, 2)


def test_bias_pairs_count_left_and_ties() -> None:
    rows = [("a", "a", "a"), ("a", "a", "b"), ("a", "a", "tie")]
    (found,) = measure_sides(make_votes(rows, kind=BIAS, left=bytes_of(0, 0, 0)))
    assert (found.bias_pairs, found.bias_left, found.bias_ties) == (3, 1, 1)
    assert np.isnan(found.left_share)


def test_the_side_score_counts_standard_errors_from_the_crowd() -> None:
    rows = [("a", "b", "a")] * 60 + [("a", "b", "b")] * 60
    half = np.concatenate([np.zeros(60, int), np.ones(20, int), np.zeros(40, int)])
    votes = make_votes(rows, raters=("r", "s"), rater=half, left=np.zeros(120, np.int8))
    first, second = measure_sides(votes)
    assert first.left_z == pytest.approx((60 - 50) / 5) and second.left_share == 0


def test_runs_end_with_a_tie_and_with_a_session() -> None:
    session = np.array([0, 0, 0, 0, 1, 1])
    assert longest_run(np.array([0, 0, 0, 0, 0, 0]), session) == 4
    assert longest_run(np.array([0, 0, -1, 0, 0, 0]), session) == 2
    assert longest_run(np.array([-1, -1, -1, -1, -1, -1]), session) == 0


@pytest.mark.parametrize("run", [5, 8])
def test_the_chance_of_a_run_is_bounded_from_above(run: int) -> None:
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 2, (4000, 40))
    zeros = np.zeros(40, dtype=np.int64)
    share = np.mean([longest_run(row, zeros) >= run for row in answers])
    assert share <= bound_run_chance(run, 40, 0.5) <= 2 * share + 0.02


def make_timed(**changes: object) -> Votes:
    n = 30
    times = np.concatenate([np.full(10, 4000.0), np.full(10, 2000.0), np.full(10, 400.0)])
    content = {"response_ms": times, "left": np.zeros(n, np.int8), **changes}
    return make_votes([("a", "b", "a")] * n, **content)


def test_times_show_haste_and_drift() -> None:
    (found,) = measure_times(make_timed())
    assert found.fast_share == pytest.approx(1 / 3)
    assert found.drift_ratio == pytest.approx(0.1)
    assert (found.longest_side_run, found.sessions) == (30, 0 + 1)
    (untimed,) = measure_times(make_timed(response_ms=np.full(30, np.nan)))
    assert np.isnan(untimed.fast_share) and np.isnan(untimed.drift_ratio)


def test_answers_are_put_in_the_order_of_their_time() -> None:
    when = np.array(["2026-05-01T10:02", "2026-05-01T10:00"], dtype="datetime64[ms]")
    votes = make_votes([("a", "b", "a"), ("a", "b", "b")], answered_at=when)
    assert order_answers(votes).tolist() == [1, 0]


def test_outlying_counts_interquartile_ranges_under_the_lower_quartile() -> None:
    # Hazen's quartiles of 0..7 are 1.5 and 5.5.
    found = score_outlying([*map(float, range(1, 8)), 0.0, float("nan")])
    assert found[:2] == [pytest.approx(0.125), 0.0] and np.isnan(found[-1])
    assert found[7] == pytest.approx(1.5 / 4)
    assert np.isnan(score_outlying([1.0, 1.0, 1.0])).all()
    assert np.isnan(score_outlying([1.0])).all()


@pytest.fixture(scope="module")
def judged() -> tuple[Votes, tuple[RaterQuality, ...]]:
    votes = spoil(make_crowd(n_votes=6000), guessers=[0])
    return votes, judge_raters(votes=votes, fit=fit(votes, model="bbq", seed=1))


def test_everybody_is_judged_once_and_the_lapse_comes_from_the_fit(
    judged: tuple[Votes, tuple[RaterQuality, ...]],
) -> None:
    votes, qualities = judged
    assert [each.rater for each in qualities] == sorted(votes.raters)
    lapses = {each.rater: each.lapse for each in qualities}
    assert max(lapses, key=lambda rater: lapses[rater].median) == "rater-0000"
    assert lapses["rater-0000"].q025 > np.median([each.median for each in lapses.values()])
    repeats = [each.repeats for each in qualities]
    shown = sum(each.shown for each in repeats)
    expected = sum(each.shown * each.expected_share for each in repeats if each.shown)
    assert shown == (votes.kind == REPEAT).sum() > 150
    assert sum(each.same for each in repeats) == pytest.approx(expected, abs=4 * shown**0.5 / 2)


def test_a_fit_of_other_votes_is_refused() -> None:
    votes = make_crowd(n_votes=400)
    with pytest.raises(ValueError, match="other votes"):
        judge_raters(votes=votes, fit=fit(votes.select(votes.rater > 20), model="mle", seed=1))


def test_the_table_has_a_row_a_rater_and_reads_back(
    judged: tuple[Votes, tuple[RaterQuality, ...]], tmp_path: Path
) -> None:
    qualities = judged[1]
    path = tmp_path / "raters.csv"
    write_raters(qualities=qualities, suggested=suggest(qualities), path=path)
    header = path.read_text().splitlines()[0].split(",")
    rows = take_rows(read_table(path), Layout(required=tuple(header)))
    assert rows.columns["rater"] == tuple(each.rater for each in qualities)
    assert set(rows.columns["suggested"]) == {"0", "1"}
    named = dict(zip(rows.columns["rater"], rows.columns["reasons"], strict=True))
    assert "disagrees with everybody else" in named["rater-0000"]
