"""The end of a session: nothing answered is lost, nothing withdrawn comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Recruitment, Session, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
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
