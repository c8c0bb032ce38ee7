"""The webhook: only what Prolific signed just now is taken, and once."""

from __future__ import annotations

import logging
import time

import pytest
from django.test import Client

from evalsite.recruiting.models import Delivery
from evalsite.recruiting.signing import sign
from evalsite.recruiting.tests.prolific import HOOK, SECRET, Submission, draw_id, post
from evalsite.studies.models import Session
from evalsite.testing import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(study) -> Session:
    session = make_session(study, panel_session=draw_id())
    session.rater.external_id = draw_id()
    session.rater.save()
    return session


@pytest.fixture
def submission(session) -> Submission:
    return Submission(participant=session.rater.external_id, code=session.panel_session)


def outcome_of(session: Session) -> str:
    session.refresh_from_db()
    return session.outcome


@pytest.mark.parametrize("status", ["RETURNED", "TIMED-OUT"])
def test_who_leaves_gives_the_place_back(prolific, session, submission, status) -> None:
    assert prolific.tell(submission, status).status_code == 204
    assert outcome_of(session) == "timed_out"


@pytest.mark.parametrize(
    "status",
    ["RESERVED", "ACTIVE", "AWAITING REVIEW", "APPROVED", "REJECTED", "SCREENED OUT", "NEW ONE"],
)
def test_other_statuses_are_acknowledged_and_change_nothing(
    prolific, session, submission, status
) -> None:
    assert prolific.tell(submission, status).status_code == 204
    assert outcome_of(session) == ""


def test_a_finished_visit_keeps_its_outcome(prolific, session, submission) -> None:
    session.finish(Session.Outcome.COMPLETED)
    assert prolific.tell(submission, "RETURNED").status_code == 204
    assert outcome_of(session) == "completed"


def test_the_documented_example_gives_the_documented_signature() -> None:
    # As in Prolific's own example: base64(HMAC-SHA256(secret, timestamp + body)), by openssl.
    assert sign(secret="secret", timestamp="1700000000", body=b'{"a": 1}') == EXAMPLE


EXAMPLE = "fhEuMyjZXVBNiCyg6eX04jYuQHHGlae+XtzInd3IHaQ="


def test_a_forged_webhook_is_refused(prolific, session, submission) -> None:
    body = prolific.write_event(submission, "RETURNED")
    assert prolific.send(body, secret="a guess").status_code == 403
    assert outcome_of(session) == "" and not Delivery.objects.exists()


def test_a_signature_of_another_body_or_time_is_refused(prolific, session, submission) -> None:
    timestamp, body = str(int(time.time())), prolific.write_event(submission, "RETURNED")
    signature = sign(secret=SECRET, timestamp=timestamp, body=body)
    later = str(int(timestamp) + 1)
    assert post(body + b" ", timestamp=timestamp, signature=signature).status_code == 403
    assert post(body, timestamp=later, signature=signature).status_code == 403
    assert outcome_of(session) == ""
    assert post(body, timestamp=timestamp, signature=signature).status_code == 204


def test_a_replayed_webhook_is_refused(prolific, submission, session, monkeypatch) -> None:
    monkeypatch.setattr("evalsite.recruiting.tests.prolific.time.time", lambda: 1_700_000_000)
    body = prolific.write_event(submission, "RETURNED")
    assert prolific.send(body).status_code == 204
    Session.objects.update(outcome="", finished_at=None)
    assert prolific.send(body).status_code == 409, "though the unsigned event name is another"
    assert outcome_of(session) == "" and Delivery.objects.count() == 1


def test_an_event_sent_again_after_a_lost_answer_is_acknowledged(
    prolific, session, submission
) -> None:
    body, event = prolific.write_event(submission, "RETURNED"), draw_id()
    assert prolific.send(body, event=event).status_code == 204
    Session.objects.update(outcome="", finished_at=None)
    assert prolific.send(body, event=event, age_s=-2).status_code == 204
    assert outcome_of(session) == "", "acted on once"


@pytest.mark.parametrize("age_s", [301, 86_400, -310])
def test_an_old_and_a_future_webhook_are_refused(prolific, session, submission, age_s) -> None:
    body = prolific.write_event(submission, "RETURNED")
    assert prolific.send(body, age_s=age_s).status_code == 403
    assert outcome_of(session) == ""


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [("", "x"), ("1700000000", ""), ("yesterday", "x"), ("١٢٣", "x"), ("9" * 400, "x")],
)
def test_headers_that_are_missing_or_absurd_are_refused(study, timestamp, signature) -> None:
    assert post(b"{}", timestamp=timestamp, signature=signature).status_code == 400


def test_a_signature_of_other_letters_is_refused_not_a_failure(study) -> None:
    assert post(b"{}", timestamp=str(int(time.time())), signature="ü").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b"\xff",
        b"[" * 15_000,
        b'{"event_type": "submission.status.change"}',
        b'{"event_type": "submission.status.change", "resource_id": ["x"], "status": "RETURNED"}',
    ],
)
def test_a_signed_body_that_says_nothing_is_refused(prolific, study, body) -> None:
    assert prolific.send(body).status_code == 400
    assert not Delivery.objects.exists()


def test_a_huge_body_is_not_read(prolific, study) -> None:
    for size in (20_001, 3_000_000):
        assert prolific.send(b" " * size).status_code == 413


def test_other_events_are_acknowledged(prolific, study) -> None:
    body = b'{"event_type": "study.status.change", "resource_id": "x", "status": "ACTIVE"}'
    assert prolific.send(body).status_code == 204


def test_nothing_tells_whether_a_submission_is_known(prolific, session, submission) -> None:
    known, unknown = prolific.tell(submission, "RETURNED"), prolific.tell(Submission(), "RETURNED")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_the_name_of_a_visit_without_its_person_ends_nothing(prolific, session) -> None:
    other = Submission(code=session.panel_session)
    assert prolific.tell(other, "RETURNED").status_code == 204
    assert outcome_of(session) == ""


def test_without_a_secret_there_is_no_such_page(settings, prolific, submission) -> None:
    settings.PROLIFIC_WEBHOOK_SECRETS = []
    assert prolific.tell(submission, "RETURNED").status_code == 404
    assert Client().get(HOOK).status_code == 404


def test_while_secrets_change_both_are_taken(settings, prolific, session, submission) -> None:
    settings.PROLIFIC_WEBHOOK_SECRETS = ["the new one", SECRET]
    assert prolific.tell(submission, "RETURNED").status_code == 204


def test_it_is_posted_to(study) -> None:
    assert Client().get(HOOK).status_code == 405


def test_no_name_of_a_person_is_logged(prolific, session, submission, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    prolific.tell(submission, "RETURNED")
    prolific.tell(submission, "RETURNED", secret="a guess")
    prolific.tell(submission, "RETURNED", age_s=1000)
    assert "refused" in caplog.text
    told = "".join(record.getMessage() for record in caplog.records if record.name[:6] != "django")
    assert submission.participant not in told and submission.code not in told
