"""Votes by minute: counted once each, by tally and since, however long the study."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from evalsite.live import tallying
from evalsite.live.counting import MOST_BINS, choose_width, count_live
from evalsite.live.models import MinuteTally
from evalsite.live.tallying import carry_on, count_votes, find_place, keep_stretch, minute_of
from evalsite.live.tests.scene import add_votes, make_live_study, make_simulated
from evalsite.studies.models import Vote
from evalsite.testing import make_session, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return make_live_study()


@pytest.fixture
def small_stretches(monkeypatch):
    monkeypatch.setattr(tallying, "STRETCH", 10)
    monkeypatch.setattr(tallying, "WORTH", 5)


def totals(study, simulated: bool = False) -> dict[str, int]:
    return {name: count for name, count in count_live(study, simulated).total.items() if count}


def test_each_kind_of_answer_is_counted(study) -> None:
    session = make_session(study, screened=False)
    add_votes(session, 5, chosen="active")
    add_votes(session, 2, choice="tie", chosen="spare")
    add_votes(session, 3, kind="trap")
    add_votes(session, 1, kind="trap", choice="tie")
    add_votes(session, 4, kind="bias", choice="tie")
    add_votes(session, 2, kind="repeat")
    add_votes(session, 1, kind="repeat", choice="b")
    assert totals(study) == {
        "answers": 20,
        "votes": 9,  # two of them are what the repeats repeat
        "ties": 2,
        "uniform": 2,
        "active": 5,
        "spare": 2,
        "traps": 4,
        "traps_right": 3,
        "repeats": 3,
        "repeats_alike": 2,
    }


def test_practice_and_other_studies_and_other_kinds_of_rater_are_not_counted(study) -> None:
    add_votes(make_session(study, screened=False), 2)
    add_votes(make_session(make_live_study(), screened=False), 3)
    add_votes(make_simulated(study), 4)
    trial = Vote.objects.first().trial
    trial.pk, trial.position, trial.kind, trial.expected = None, -1, "training", "a"
    trial.code, trial.chosen = trial.session.code, ""
    trial.save()
    Vote.objects.create(trial=trial, choice="a", response_ms=1)
    assert (totals(study)["answers"], totals(study, simulated=True)["answers"]) == (2, 4)


def test_tally_and_what_came_since_make_the_whole(study, small_stretches) -> None:
    session = make_session(study, screened=False)
    add_votes(session, 30, at=study.opened_at, every_s=60)
    add_votes(session, 4, at=now())  # too fresh to be tallied
    before = count_votes(study, 0, 2**40)
    for _ in range(5):
        carry_on(study, find_place(study))
    assert MinuteTally.objects.count() == 30
    assert totals(study)["answers"] == 34
    counts = count_live(study, False)
    found = {minute: row["answers"] for minute, row in counts.recent.items()}
    assert found == {minute: row["answers"] for (minute, _), row in before.items()}


def test_a_stretch_is_kept_once_however_many_look(study, small_stretches) -> None:
    add_votes(make_session(study, screened=False), 20)
    place = find_place(study)
    counted = count_votes(study, place, place + 10)
    assert keep_stretch(study, place, place + 10, counted)
    assert not keep_stretch(study, place, place + 10, counted)
    assert totals(study)["answers"] == 20


def test_a_vote_still_on_its_way_is_not_passed_by(study, small_stretches) -> None:
    """The tally stops before votes of the last half minute: lower numbers may yet appear."""
    add_votes(make_session(study, screened=False), 20, at=now() - timedelta(seconds=5))
    place = find_place(study)
    assert carry_on(study, place) == place and not MinuteTally.objects.exists()
    assert totals(study)["answers"] == 20


def test_the_page_says_how_much_is_still_to_be_counted(study, monkeypatch) -> None:
    monkeypatch.setattr(tallying, "WORTH", 5)
    for module in ("tallying", "counting"):
        monkeypatch.setattr(f"evalsite.live.{module}.STRETCH", 10)
    add_votes(make_session(study, screened=False), 35)
    looks = [count_live(study, False) for _ in range(4)]
    assert [look.behind > 0 for look in looks] == [True, True, False, False]
    assert [look.total["answers"] for look in looks] == [10, 20, 35, 35]


def test_a_new_study_does_not_count_its_elders_votes_again(study) -> None:
    add_votes(make_session(study, screened=False), 20)
    young = make_live_study(hours=0)
    assert find_place(young) == Vote.objects.order_by("-pk").first().pk
    add_votes(make_session(young, screened=False), 3, at=now())
    assert totals(young)["answers"] == 3


def test_more_votes_ask_no_more(study) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            count_live(study, False)
        return len(queries)

    session = make_session(study, screened=False)
    add_votes(session, 3)
    count()
    few = count()
    add_votes(session, 60, at=study.opened_at, every_s=50)
    assert count() == few <= 9


@pytest.mark.parametrize(
    ("minutes", "width"), [(0, 1), (96, 1), (97, 2), (60 * 24, 15), (60 * 24 * 30, 720)]
)
def test_bins_grow_with_the_study(minutes, width) -> None:
    assert choose_width(1000, 1000 + minutes) == width
    assert minutes <= MOST_BINS * width


def test_bins_add_up_the_minutes_they_cover(monkeypatch) -> None:
    study = make_live_study(hours=50)
    session = make_session(study, screened=False)
    add_votes(session, 40, at=study.opened_at, every_s=1800)
    counts = count_live(study, False)
    assert counts.width_min == 60
    assert all(minute % 60 == 0 for minute in counts.whole)
    assert counts.total["answers"] == 40
    assert max(row["answers"] for row in counts.whole.values()) == 2


def test_late_votes_are_of_whole_minutes(study, monkeypatch) -> None:
    at = now()
    for module in ("tallying", "counting"):
        monkeypatch.setattr(f"evalsite.live.{module}.now", lambda: at)
    session = make_session(study, screened=False)
    add_votes(session, 3, at=at - timedelta(minutes=2))
    add_votes(session, 5, at=at - timedelta(minutes=30))
    counts = count_live(study, False)
    assert counts.minute == minute_of(at)
    assert (counts.since(10)["answers"], counts.since(60)["answers"]) == (3, 8)


def test_a_draft_counts_nothing_however_many_votes_others_have(
    small_stretches,
) -> None:
    other = make_live_study()
    add_votes(make_session(other, screened=False), 40)
    draft = make_study()
    assert count_live(draft, False).behind == 0
