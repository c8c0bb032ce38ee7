"""A study closes while raters are at it: what was answered stays, what comes later is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from elo.evidence import used_votes
from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.rules.opening import close_study, pause_study
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.testing import make_session, send_vote

pytestmark = pytest.mark.django_db


def answer_all(session: Session) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=1))


def test_a_vote_after_the_study_closed_is_refused_and_the_page_moves_to_the_end(
    client, session, caplog
) -> None:
    first, second = unanswered_trials(session)[:2]
    assert send_vote(client, session, trial=first.code).status_code == 200
    close_study(session.study)
    answer = send_vote(client, session, trial=second.code)
    assert answer.status_code == 410 and answer.json()["problem"] == "closed"
    assert f"410 closed: The study has closed., visit {session.code}" in caplog.text
    assert Vote.objects.count() == 1
    block = client.get(reverse("studies:block", args=[session.code])).json()
    assert block["trials"] == []
    page = client.get(block["next"], follow=True)
    assert b"This study has ended" in page.content and b"is kept" in page.content


def test_a_vote_that_was_stored_before_is_acknowledged_after_all(client, session) -> None:
    trial = unanswered_trials(session)[0]
    assert (
        send_vote(client, session, trial=trial.code).status_code == 200
    )  # and its answer was lost on the way
    close_study(session.study)
    assert send_vote(client, session, trial=trial.code).json()["taken"] is True
    assert send_vote(client, session, trial=trial.code, choice="b").status_code == 410


def test_closing_ends_every_visit_and_what_they_left_counts_in_no_analysis(session) -> None:
    done, other = make_session(session.study), make_session(session.study)
    for trial in unanswered_trials(session)[:5]:
        record_vote(trial=trial, choice="a", seen=Seen(response_ms=1))
    answer_all(done)  # and the page was closed before it could say so
    close_study(session.study)
    ends = {each.pk: each.outcome for each in session.study.sessions.all()}
    assert ends == {
        session.pk: "study_closed", done.pk: "completed", other.pk: "study_closed"
    }  # fmt: skip
    assert Vote.objects.count() == 5 + 23
    counting = used_votes(session.study)
    assert counting.count() == 20 and not counting.filter(trial__session=session).exists()


def test_who_came_in_while_it_closed_is_told_so_at_his_next_step(client, session) -> None:
    Study.objects.filter(pk=session.study_id).update(state="closed", closed_at=session.started_at)
    page = client.get(session.get_absolute_url(), follow=True)
    assert b"This study has ended" in page.content
    session.refresh_from_db()
    assert session.outcome == "study_closed"


def test_a_pause_lets_those_at_it_finish(client, session) -> None:
    pause_study(session.study)
    while trials := unanswered_trials(session):
        for trial in trials:
            assert (
                send_vote(
                    client, session, trial=trial.code, choice=trial.expected or "a"
                ).status_code
                == 200
            )
    session.refresh_from_db()
    assert (session.outcome, session.used) == ("completed", True)


def test_the_page_that_asks_before_closing_says_how_many_are_at_it(client, session) -> None:
    client.force_login(session.study.owner)
    page = client.get(reverse("studies:close", args=[session.study.slug])).content.decode()
    assert "1 person is at it just now." in page and "pause the study first" in page
    session.finish(Session.Outcome.TIMED_OUT)
    page = client.get(reverse("studies:close", args=[session.study.slug])).content.decode()
    assert "at it just now" not in page


def test_closing_costs_no_more_with_more_visits(session, django_assert_max_num_queries) -> None:
    for _ in range(20):
        make_session(session.study)
    with django_assert_max_num_queries(10):
        close_study(session.study)
