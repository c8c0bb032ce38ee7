"""The panel of widths: how many more votes a width needs, against rows made by hand."""

from __future__ import annotations

import pytest

from evalsite.live.fits import MOST_POINTS, thin_out
from evalsite.live.panels.width import show_width
from evalsite.live.tests.scene import add_votes, look, make_live_study, make_refresh
from evalsite.testing import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return make_live_study(codecs=3, rates=2)


def widths_of(study, *points: tuple[int, float]) -> None:
    first, second, _ = study.codecs.all()
    for votes, width in points:
        make_refresh(
            study, votes, savings=[[first.pk, second.pk, 0.5, 0.5 - width / 2, 0.5 + width / 2]]
        )


def test_how_many_more_votes_a_width_needs_is_said_with_its_doubts(study) -> None:
    widths_of(study, (400, 0.15), (500, 3 / 500**0.5), (700, 3 / 700**0.5), (900, 0.1))
    said = show_width(look(study, width_points=5.0)).said
    assert "is now 10.0 points wide" in said
    assert "5 points need about 2,700 more votes (2,700 to 2,700" in said
    assert "some 140 sessions" in said and "guess" not in said and "votes^" not in said
    assert "is reached" in show_width(look(study, width_points=20.0)).said
    assert "more votes" not in show_width(look(study)).said


def test_sessions_are_reckoned_by_the_trials_that_count(study) -> None:
    widths_of(study, (900, 0.1))
    session = make_session(study, screened=False)
    add_votes(session, 3)
    add_votes(session, 1, kind="trap")
    said = show_width(look(study, width_points=5.0)).said
    assert "2,700 more votes, some 180 sessions" in said  # of 20 trials each, 15 of them votes


def test_the_picture_of_widths_has_rows_for_each_scale(study) -> None:
    widths_of(study, (900, 0.1))
    for wanted, drawn in ((None, 0), (5.0, 1)):
        panel = show_width(look(study, width_points=wanted))
        (row,) = panel.data["wanted"]
        assert row["drawn"] == drawn and row["width_points"] == (wanted or 10.0)
        assert panel.data["law"] and bool(row["words"]) is bool(drawn)
    assert show_width(look(study, against="av1")).data == {"widths": [], "law": [], "wanted": []}


def test_a_width_of_one_fit_is_called_a_guess(study) -> None:
    widths_of(study, (900, 0.1))
    said = show_width(look(study, width_points=5.0)).said
    assert "2,700 more votes, some" in said and "take it as a guess" in said


def test_a_width_that_does_not_fall_as_it_should_is_told(study) -> None:
    widths_of(study, (100, 0.1), (400, 0.1), (600, 0.1), (900, 0.1))
    said = show_width(look(study, width_points=5.0)).said
    assert "has fallen like votes^" in said and "not like votes^-0.50" in said


def test_a_width_against_a_codec_without_an_interval_has_no_answer(study) -> None:
    widths_of(study, (900, 0.1))
    panel = show_width(look(study, width_points=5.0, against="av1"))
    assert panel.said == "There is no interval against that codec yet." and not panel.drawn


def test_the_history_is_thinned_evenly_and_keeps_the_last() -> None:
    kept = thin_out([(key, votes) for key, votes in enumerate(range(100, 100_000, 10))])
    assert len(kept) <= MOST_POINTS and kept[-1] == len(range(100, 100_000, 10)) - 1
    assert thin_out([(1, 0)]) == [] and thin_out([(1, 0), (2, 5)]) == [2]
