"""What the vote address refuses: status, reason and log line of each, and that all goes on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Session, Trial, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.refusals import REFUSALS
from evalsite.studies.views.vote import vote
from evalsite.testing import log_in_rater, make_open_study, make_session, send_vote, vote_fields

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def address(session: Session) -> str:
    return reverse("studies:vote", args=[session.code])


def expect_refused(answer: HttpResponse, problem: str) -> None:
    told = answer.json()
    assert (told["taken"], told["problem"]) == (False, problem), told
    assert answer.status_code == REFUSALS[problem][0]
    assert told["reason"] and "\n" not in told["reason"]


def expect_logged(caplog, session: Session, problem: str) -> None:
    """One line of ours, that says what and where, and neither who nor what was sent."""
    (line,) = [each for each in caplog.records if each.name.endswith("views.posted")]
    said = line.getMessage()
    assert line.levelname == "WARNING" and f" {problem}:" in said
    assert str(session.code) in said
    for secret in (str(session.rater.code), "127.0.0.1", "<script>"):
        assert secret not in said


def expect_goes_on(client: Client, session: Session, trial: Trial) -> None:
    """Nothing was stored, and the next vote is taken."""
    assert not Vote.objects.exists()
    answer = send_vote(client, session, trial=trial.code)
    assert answer.status_code == 200 and answer.json()["taken"] is True
    assert Vote.objects.count() == 1


WRONG_FIELDS = [
    ("choice", {"choice": "c"}),
    ("choice", {"choice": "A"}),
    ("choice", {"choice": "<script>"}),
    ("fields", {"trial": "no-code"}),
    ("fields", {"trial": "<script>"}),
    ("fields", {"flips": "many"}),
    ("fields", {"flips": "1.5"}),
    ("fields", {"lost_focus": "-1"}),
    ("fields", {"zoomed": "yes"}),
    ("fields", {"zoomed": "True"}),
    ("times", {"response_ms": -1}),
    ("times", {"response_ms": "soon"}),
    ("times", {"response_ms": "nan"}),
    ("times", {"response_ms": "Infinity"}),
    ("times", {"response_ms": "1e3"}),
    ("times", {"response_ms": "2000.5"}),
    ("times", {"response_ms": " 2000"}),
    ("times", {"response_ms": "2_000"}),
    ("times", {"response_ms": "٢٠٠٠"}),
    ("times", {"response_ms": "9" * 400}),
    ("times", {"response_ms": ""}),
    ("times", {"response_ms": 2000, "time_a_ms": 1500, "time_b_ms": 1500}),
    ("times", {"response_ms": 1000, "time_a_ms": 5000, "time_b_ms": 100}),
    ("times", {"response_ms": 365 * 24 * 3_600_000}),
    ("unseen", {"time_a_ms": 0}),
    ("unseen", {"time_b_ms": 0}),
    ("unseen", {"time_b_ms": 99}),
    ("unseen", {"response_ms": 20, "time_a_ms": 10, "time_b_ms": 10}),
    ("unseen", {"flips": 0}),
    ("screen", {"viewport_width_px": 1, "viewport_height_px": 1}),
    ("screen", {"viewport_width_px": 0}),
    ("screen", {"viewport_height_px": 10**9}),
    ("screen", {"device_pixel_ratio": 0}),
    ("screen", {"device_pixel_ratio": 10**9}),
    ("screen", {"device_pixel_ratio": "nan"}),
    ("screen", {"device_pixel_ratio": "-1"}),
    ("screen", {"device_pixel_ratio": "1e0"}),
    ("screen", {"pixel_exact": "null"}),
    ("screen", {"flicker_hz": "nan"}),
    ("screen", {"flicker_hz": 5000}),
]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back: one study serves every refusal."""
    mark = transaction.savepoint()
    yield
    transaction.savepoint_rollback(mark)


def test_it_refuses_what_no_page_of_ours_sends(client, session, trial, caplog) -> None:
    for problem, fields in WRONG_FIELDS:
        caplog.clear()
        with undone():
            answer = send_vote(client, session, **{"trial": trial.code, **fields})
            expect_refused(answer, problem)
            expect_logged(caplog, session, problem)
            expect_goes_on(client, session, trial)


def post_raw(client: Client, session: Session, body: str | bytes, kind: str = FORM):
    return client.generic("POST", address(session), body, content_type=kind)


WRONG_BODIES: list[tuple[str, str, Callable[[dict[str, object]], str]]] = [
    ("too_large", FORM, lambda sent: urlencode({**sent, "more": "x" * 1_000_000})),
    ("too_large", FORM, lambda sent: urlencode({**sent, "more": "x" * 16_384})),
    ("content_type", "application/json", lambda sent: json.dumps(sent, default=str)),
    ("content_type", "application/json", lambda sent: "{broken"),
    ("content_type", "text/plain", urlencode),
    ("content_type", "", urlencode),
    ("fields", "multipart/form-data; boundary=x", lambda sent: "no part at all"),
    ("fields", "multipart/form-data", urlencode),
    ("fields", f"{FORM}; charset=utf-7", urlencode),
    ("fields", FORM, lambda sent: urlencode(sent) + "&choice=b"),
    ("fields", FORM, lambda sent: urlencode(sent) + "&x=" * 5000),
    ("fields", FORM, lambda sent: urlencode(sent | {f"x{n}": n for n in range(60)})),
    ("fields", FORM, lambda sent: "&"),
    ("times", FORM, lambda sent: urlencode({"trial": sent["trial"], "choice": "a"})),
    ("fields", FORM, lambda sent: json.dumps(sent, default=str)),
    ("fields", FORM, lambda sent: urlencode({**sent, "trial": "\x00"})),
]


def test_it_refuses_a_body_that_is_no_vote(client, session, trial, caplog) -> None:
    for problem, kind, write in WRONG_BODIES:
        caplog.clear()
        with undone():
            answer = post_raw(client, session, write(vote_fields(trial=trial.code)), kind)
            expect_refused(answer, problem)
            expect_logged(caplog, session, problem)
            expect_goes_on(client, session, trial)


def test_a_file_is_no_field(client, session, trial) -> None:
    sent = {**vote_fields(trial=trial.code), "more": SimpleUploadedFile("a.txt", b"x")}
    expect_refused(client.post(address(session), sent), "fields")
    expect_goes_on(client, session, trial)


def test_a_megabyte_is_refused_before_any_of_it_is_read(rf, session) -> None:
    class Unread:
        def read(self, *args: object) -> bytes:
            raise AssertionError("the body was read")

    request = rf.generic("POST", address(session), b"x", content_type=FORM)
    request.META["CONTENT_LENGTH"] = str(1_000_000)
    request._stream = Unread()
    answer = vote(request, session.code)
    assert answer.status_code == 413 and json.loads(answer.content)["problem"] == "too_large"


def test_it_refuses_a_get_and_says_what_is_expected(client, session, trial, caplog) -> None:
    answer = client.get(address(session))
    expect_refused(answer, "method")
    assert answer.headers["Allow"] == "POST"
    expect_logged(caplog, session, "method")
    expect_goes_on(client, session, trial)


def test_it_refuses_a_post_without_the_pages_token(session, trial, caplog) -> None:
    strict = Client(enforce_csrf_checks=True)
    log_in_rater(strict, session)
    expect_refused(send_vote(strict, session, trial=trial.code), "token")
    expect_logged(caplog, session, "token")
    strict.get(reverse("studies:compare", args=[session.code]))
    token = strict.cookies["csrftoken"].value
    told = strict.post(
        address(session), vote_fields(trial=trial.code), headers={"X-CSRFToken": token}
    )
    assert told.status_code == 200 and Vote.objects.count() == 1


def test_it_tells_of_no_trial_but_the_visits_own(client, session, trial, caplog) -> None:
    other = unanswered_trials(make_session(session.study))[0]
    foreign, unplanned = (
        send_vote(client, session, trial=code) for code in (other.code, uuid.uuid4())
    )
    expect_refused(foreign, "no_trial")
    assert foreign.content == unplanned.content and dict(foreign.headers) == dict(unplanned.headers)
    caplog.clear()
    send_vote(client, session, trial=uuid.uuid4())
    expect_logged(caplog, session, "no_trial")
    expect_goes_on(client, session, trial)


def test_it_refuses_another_browsers_visit(session, trial) -> None:
    expect_refused(send_vote(Client(), session, trial=trial.code), "signed_out")
    nowhere = reverse("studies:vote", args=[uuid.uuid4()])
    expect_refused(Client().post(nowhere, vote_fields(trial=trial.code)), "no_visit")


def test_it_refuses_cannot_tell_where_the_study_has_none(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, allow_ties=False))
    log_in_rater(client, session)
    trial = unanswered_trials(session)[0]
    answer = send_vote(client, session, trial=trial.code, choice="tie")
    expect_refused(answer, "choice")
    assert answer.json()["reason"] == "choice: expected one of a, b"
    expect_goes_on(client, session, trial)


def test_another_answer_to_the_same_trial_is_refused_and_logged(
    client, session, trial, caplog
) -> None:
    assert send_vote(client, session, trial=trial.code).status_code == 200
    assert send_vote(client, session, trial=trial.code, response_ms=9000).status_code == 200
    expect_refused(send_vote(client, session, trial=trial.code, choice="b"), "answered")
    expect_logged(caplog, session, "answered")
    stored = Vote.objects.get()
    assert (stored.choice, stored.response_ms) == ("a", 2000)


def test_a_withdrawn_visit_takes_no_vote(client, session, trial, caplog) -> None:
    client.post(reverse("studies:withdraw"), {"session": session.code})
    caplog.clear()
    expect_refused(send_vote(client, session, trial=trial.code), "withdrawn")
    expect_logged(caplog, session, "withdrawn")
    assert not Vote.objects.exists()


def test_a_visit_whose_rater_no_longer_agrees_takes_no_vote(client, session, trial) -> None:
    session.finish(Session.Outcome.NO_CONSENT)
    expect_refused(send_vote(client, session, trial=trial.code), "withdrawn")
    assert not Vote.objects.exists()
