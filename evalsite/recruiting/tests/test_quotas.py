"""Raters, places, votes, sessions at a time: nobody is let in past them; places come back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evalsite.recruiting.ways import add_panel
from evalsite.studies.models import Recruitment, Session, Study, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.testing import log_in_rater, make_open_study, make_session
from raters.models import Consent, Rater

pytestmark = pytest.mark.django_db
AGREE = {"decision": "agree"}


@pytest.fixture
def study(tmp_path) -> Study:
    return make_open_study(tmp_path)


def let_in(study: Study, query: str = "") -> str:
    """How the link answers somebody new: in, full or busy."""
    page = Client().get(study.join_path + query)
    if page.status_code == 200:
        return "in"
    assert page.status_code == 403
    return "full" if b"all the people it needs" in page.content else "busy"


def end(session: Session, outcome: str) -> None:
    session.finish(Session.Outcome(outcome))


@pytest.mark.parametrize(
    "outcome",
    ["withdrawn", "timed_out", "no_consent", "device", "screened_out_colour", "failed_attention"],
)
def test_a_place_is_free_again_when_a_visit_ends_without_being_accepted(study, outcome) -> None:
    Study.objects.update(raters_wanted=1)
    session = make_session(study)
    assert let_in(study) == "full"
    end(session, outcome)
    assert let_in(study) == "in"


def test_withdrawing_frees_the_place(study) -> None:
    Study.objects.update(raters_wanted=1)
    session, client = make_session(study), Client()
    log_in_rater(client, session)
    client.post(reverse("studies:withdraw"), {"session": session.code})
    assert let_in(study) == "in"


def test_a_way_has_places_of_its_own(study) -> None:
    make_session(study)
    way = add_panel(study, name="lab", id_parameter="who")
    way.places = 0
    way.save()
    assert (let_in(study, "?who=a"), let_in(study)) == ("full", "in")
    Recruitment.objects.filter(pk=way.pk).update(places=1)
    assert let_in(study, "?who=a") == "in"


def test_a_second_visit_needs_no_second_place(tmp_path) -> None:
    study = make_open_study(tmp_path, raters_wanted=1, sessions_per_rater=2)
    session, client = make_session(study), Client()
    end(session, "completed")
    log_in_rater(client, session)
    assert let_in(study) == "full"
    assert client.post(study.join_path, AGREE).status_code == 302
    assert study.sessions.filter(rater=session.rater, finished_at=None).count() == 1


def test_as_many_as_the_study_takes_at_a_time(study) -> None:
    Study.objects.update(sessions_at_once=1)
    session = make_session(study)
    assert let_in(study) == "busy"
    page = Client().post(study.join_path, AGREE)
    assert page.status_code == 403 and b"in some minutes" in page.content
    assert Rater.objects.count() == 1 and not Consent.objects.exists(), "nobody was stored"
    end(session, "completed")
    assert let_in(study) == "in"


def test_votes_are_promised_by_those_at_it_and_counted_when_they_count(study) -> None:
    Study.objects.update(votes_wanted=21)
    session = make_session(study)
    assert let_in(study) == "in"  # 20 are promised
    other = make_session(study)
    assert let_in(study) == "full"
    end(other, "timed_out")
    assert let_in(study) == "in"
    trial = unanswered_trials(session)[3]
    record_vote(trial=trial, choice="a", seen=Seen(response_ms=1))
    Session.objects.filter(pk=session.pk).update(
        outcome="completed", finished_at=session.started_at
    )
    Study.objects.update(votes_wanted=1)
    assert let_in(study) == "in", "a vote that is not used does not count"
    Session.objects.filter(pk=session.pk).update(used=True)
    assert let_in(study) == "full" and Vote.objects.count() == 1


def test_who_agreed_a_moment_too_late_may_come_again(study) -> None:
    Study.objects.update(raters_wanted=1)
    client = Client()
    assert client.get(study.join_path).status_code == 200
    session = make_session(study)
    page = client.post(study.join_path, AGREE, follow=True)
    assert b"all the people it needs" in page.content
    assert study.sessions.filter(outcome="study_full").count() == 1
    end(session, "timed_out")
    assert client.post(study.join_path, AGREE).status_code == 302
    assert study.sessions.holding_places().count() == 1


def test_declining_is_recorded_though_the_study_is_full(study) -> None:
    Study.objects.update(raters_wanted=1, sessions_at_once=1)
    make_session(study)
    Client().post(study.join_path, {"decision": "decline"})
    assert study.sessions.filter(outcome="no_consent").count() == 1


def test_bots_take_no_places(study) -> None:
    Study.objects.update(raters_wanted=1, sessions_at_once=1, votes_wanted=20)
    make_session(study)
    Rater.objects.update(simulated=True)
    assert let_in(study) == "in"
