"""The end of a session: nothing answered is lost, nothing withdrawn comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Recruitment, Session, Trial, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import could_have_lived, finish_when_done
from evalsite.studies.visits.outcomes import draw_code
from evalsite.studies.visits.quotas import time_out_overdue
from evalsite.testing import log_in_rater, make_open_study, make_session, send_vote
from raters.models import Consent

pytestmark = pytest.mark.django_db


def answer_all_by_post(client, session) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            assert (
                send_vote(
                    client, session, trial=trial.code, choice=trial.expected or "a"
                ).status_code
                == 200
            )


def leave_for_hours(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(last_seen_at=now() - timedelta(hours=5))


def test_the_last_answer_finishes_the_session_though_the_page_closes(client, session) -> None:
    answer_all_by_post(client, session)
    session.refresh_from_db()
    assert (session.outcome, session.used) == ("completed", True)


def answer_all(session: Session, response_ms: int, longest_ms: int = 0) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            seen = Seen(response_ms=longest_ms or response_ms)
            longest_ms = 0
            record_vote(trial=trial, choice=trial.expected or "a", seen=seen)


def test_times_that_cannot_have_passed_are_paid_and_not_used(client, session) -> None:
    answer_all(session, response_ms=8000)  # 23 pairs, all answered in this second
    finish_when_done(session)
    session.refresh_from_db()
    assert (session.outcome, session.accepted, session.used) == ("completed", True, False)
    assert session.unused_because == "times"
    client.force_login(session.study.owner)
    slug = session.study.slug
    page = client.get(reverse("studies:rater", args=[slug, session.rater.code]))
    assert b"more than had passed" in page.content
    rows = client.get(reverse("studies:raters-data", args=[slug, "reliability"]))
    assert b"more than had passed" in rows.content


def test_a_patient_persons_times_are_used_and_so_is_a_tab_left_open(session) -> None:
    answer_all(session, response_ms=3000, longest_ms=24 * 3_600_000)
    Trial.objects.filter(session=session).update(planned_at=now() - timedelta(seconds=60))
    finish_when_done(session)
    session.refresh_from_db()
    assert session.used is True and session.unused_because == ""


def test_whose_traps_are_missed_is_told_so(session) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            record_vote(trial=trial, choice="tie", seen=Seen(response_ms=1))
    finish_when_done(session)
    session.refresh_from_db()
    assert (session.outcome, session.unused_because) == ("failed_attention", "traps")


@pytest.mark.parametrize(
    ("claimed_s", "passed_s", "could"),
    [(60, 0, True), (61, 0, False), (180, 100, True), (181, 100, False), (504, 3, False)],
)
def test_what_could_have_been_lived(claimed_s, passed_s, could) -> None:
    ended = now()
    began = ended - timedelta(seconds=passed_s)
    assert could_have_lived(claimed_s * 1000, began, ended) is could


def test_whoever_answered_everything_is_finished_not_timed_out(session) -> None:
    while trials := unanswered_trials(session):
        for trial in trials:
            record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=1))
    leave_for_hours(session)
    time_out_overdue(session.study)
    session.refresh_from_db()
    assert (session.outcome, session.accepted) == ("completed", True)


def test_a_vote_after_the_time_is_out_is_kept(client, session) -> None:
    trial = unanswered_trials(session)[0]
    leave_for_hours(session)
    time_out_overdue(session.study)
    assert send_vote(client, session, trial=trial.code).status_code == 200
    session.refresh_from_db()
    assert session.outcome == "timed_out" and Vote.objects.count() == 1


def test_what_was_withdrawn_does_not_come_back(client, session) -> None:
    answer_all_by_post(client, session)
    trial = session.trials.first()
    client.post(reverse("studies:withdraw"), {"session": session.code})
    session.refresh_from_db()
    assert (session.outcome, session.used) == ("completed", False), "he has been paid"
    assert send_vote(client, session, trial=trial.code).status_code == 410
    assert not Vote.objects.exists()


def test_withdrawing_from_one_study_leaves_the_consent_of_another(client, tmp_path) -> None:
    first = make_session(make_open_study(tmp_path / "a"))
    second = make_session(make_open_study(tmp_path / "b"), rater=first.rater, screened=False)
    for session in (first, second):
        Consent.objects.create(
            rater=first.rater,
            text=session.study.consent_text,
            agreed=True,
            purpose=session.consent_purpose,
        )
    log_in_rater(client, first)
    client.post(reverse("studies:withdraw"), {"session": first.code})
    kept = Consent.objects.get(purpose=second.consent_purpose)
    gone = Consent.objects.get(purpose=first.consent_purpose)
    assert kept.withdrawn_at is None and gone.withdrawn_at is not None


def test_the_completion_code_is_not_in_any_address(session) -> None:
    code = draw_code(session)
    assert len(code) == 8 and code.lower() not in session.code.hex


@pytest.mark.parametrize(
    "returns", [["X"], "X", {"completed": 12345}, {"completed": None}, {"done": "X"}]
)
def test_a_channel_cannot_answer_with_nonsense(returns, session) -> None:
    recruitment = Recruitment.objects.get(study=session.study)
    recruitment.returns = returns
    with pytest.raises(ValidationError):
        recruitment.full_clean()
