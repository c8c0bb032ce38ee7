"""Another browser, and people who go by another's name: they neither help nor harm him."""

from __future__ import annotations

import pytest
from django.test import Client

from evalsite.studies.models import Session, Study
from evalsite.studies.tests.attacking import begin, come_to, join, running, send, take
from evalsite.testing import log_in_rater, make_channel, make_open_study, make_session
from raters.models import Channel
from raters.policies import CHECKS
from raters.testing import due_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(client, tmp_path) -> Session:
    return begin(client, tmp_path)


def test_another_browser_goes_on_with_the_item_that_is_due_and_not_from_the_start(tmp_path) -> None:
    named = {"id_parameter": "who", "session_parameter": "visit"}
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, **named)
    study = make_open_study(tmp_path, channel=channel)
    first, second = Client(), Client()
    join(first, study, "?who=anna&visit=1")
    session = study.sessions.get()
    attempt = come_to(first, session, "colour")
    due = due_item(attempt)
    send(first, attempt, due.position, due.item)
    page = second.get(f"{study.join_path}?who=anna&visit=1", follow=True)
    assert page.redirect_chain[-1][0] == attempt.get_absolute_url()
    assert page.context["position"] == 1
    take(second, session, "colour", right=False)
    for browser in (first, second, Client()):
        page = browser.get(f"{study.join_path}?who=anna&visit=1", follow=True)
        assert b"did not read as expected" in page.content
    assert study.sessions.count() == 1


def test_another_raters_item_is_neither_seen_nor_answered(client, session) -> None:
    attempt = come_to(client, session, "colour")
    intruder = Client()
    log_in_rater(intruder, make_session(session.study))
    due = due_item(attempt)
    assert intruder.get(attempt.get_absolute_url()).status_code == 403
    assert send(intruder, attempt, 0, due.item).status_code == 403
    assert intruder.get(f"{attempt.get_absolute_url()}0/plate.png").status_code == 403
    due.refresh_from_db()
    assert due.answered_at is None and due.shown_at is None


def test_nobody_takes_part_on_anothers_passes(tmp_path) -> None:
    named = {"id_parameter": "who", "session_parameter": "visit"}
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, **named)
    mine, theirs = (make_open_study(tmp_path / name, channel=channel) for name in "ab")
    victim, stranger = Client(), Client()
    join(victim, mine, "?who=anna&visit=1")
    session = mine.sessions.get()
    for check in CHECKS:
        take(victim, session, check)
    join(stranger, theirs, "?who=anna&visit=guess")
    other = theirs.sessions.get()
    take(stranger, other, "device")
    page = stranger.get(other.get_absolute_url(), follow=True)
    assert running(other).check_name == "colour" and page.status_code == 200
    assert victim.get(session.get_absolute_url()).url.endswith("/compare/")
    # Nor does the person answer what the stranger has begun, or the other way round.
    assert victim.get(running(other).get_absolute_url()).status_code == 403


def test_nobody_screens_out_the_people_of_another_researcher(tmp_path) -> None:
    channel = make_channel(name="prolific", kind=Channel.Kind.PROLIFIC)
    mine, theirs, again = (make_open_study(tmp_path / name, channel=channel) for name in "abc")
    Study.objects.filter(pk=again.pk).update(owner=mine.owner)
    link = "?PROLIFIC_PID=anna&STUDY_ID=1&SESSION_ID="
    stranger, victim = Client(), Client()
    join(stranger, theirs, link + "guess")
    for check, right in (("device", True), ("colour", False)):
        take(stranger, theirs.sessions.get(), check, right=right)
    join(victim, mine, link + "2")
    session = mine.sessions.get()
    for check, right in (("device", True), ("colour", True), ("artefact", False)):
        take(victim, session, check, right=right)
    page = victim.get(session.get_absolute_url(), follow=True)
    assert b"finest differences did not show" in page.content  # by his own answers alone
    elsewhere = Client()  # but not a second try in another study of the same researcher
    join(elsewhere, again, link + "3")
    for check in ("device", "colour"):
        take(elsewhere, again.sessions.get(), check)
    page = elsewhere.get(again.sessions.get().get_absolute_url(), follow=True)
    assert b"finest differences did not show" in page.content
