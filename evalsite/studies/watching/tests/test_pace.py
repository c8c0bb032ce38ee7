"""How long each step takes: rows against counts made by hand, and the axis they are drawn on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vl_convert
from django.utils.timezone import now

from evalsite.studies.watching.pace import describe, draw_pace, list_ticks, pace_rows, say_time
from evalsite.studies.watching.tests.crowd import finish, watch_of
from evalsite.testing import make_session, make_study
from raters.models import ScreeningAttempt
from raters.testing import make_attempt

pytestmark = pytest.mark.django_db


def test_times_are_quartiles_of_steps_taken_in_this_study() -> None:
    assert describe("x", [1, 2, 3, 4, 5]) == {
        **{"step": "x", "sessions": 5},
        **{"q25_s": 2.0, "median_s": 3.0, "q75_s": 4.0},
    }
    study = make_study()
    session = make_session(study, screened=False)
    old = finish(make_attempt("colour", rater=session.rater), "passed")
    ScreeningAttempt.objects.filter(pk=old.pk).update(started_at=now() - timedelta(days=3))
    fresh = finish(make_attempt("device", rater=session.rater), "passed")
    fresh.finished_at = fresh.started_at + timedelta(seconds=42)
    fresh.save()
    rows = pace_rows(watch_of(study))
    assert [(row["step"], row["median_s"]) for row in rows] == [("Screen", 42.0)]


@pytest.mark.parametrize(
    ("longest_s", "ticks"),
    [
        (0, [0, 1]),
        (0.4, [0, 1]),
        (4.2, [0, 1, 2, 3, 4, 5]),
        (42, [0, 10, 20, 30, 40, 50]),
        (200, [0, 60, 120, 180, 240]),
        (1300, [0, 300, 600, 900, 1200, 1500]),
        (50_000, [0, 10_800, 21_600, 32_400, 43_200, 54_000]),
    ],
)
def test_times_have_few_ticks_at_whole_seconds_and_fit_on_the_axis(longest_s, ticks) -> None:
    assert list_ticks(longest_s) == ticks


def test_the_axis_of_times_is_labelled_like_the_marks() -> None:
    """Drawn, not read off the specification: an expression of Vega's makes the labels."""
    for seconds, said in (([1.5, 3, 4], "0:03"), ([10, 70, 80], "1:10"), ([4100] * 3, "68:20")):
        row = describe("Screen", seconds)
        drawn = vl_convert.vegalite_to_svg(draw_pace([row], False))
        labels = [say_time(tick) for tick in list_ticks(row["q75_s"])]
        assert all(f">{each}<" in drawn for each in [said, *labels])
