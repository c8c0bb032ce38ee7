"""Ways round the checks that an address bar, a second tab or a script offers: none leads in."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from evalsite.studies.models import Session
from evalsite.studies.tests.attacking import (
    STAGES,
    addresses,
    begin,
    come_to,
    expect_nothing_opens,
    running,
    send,
    take,
)
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import (
    log_in_rater,
    make_open_study,
    make_session,
    pass_checks,
)
from raters.models import ScreeningAttempt
from raters.testing import due_item

pytestmark = pytest.mark.django_db
FAILED = {
    "device": "device",
    "colour": "screened_out_colour",
    "artefact": "screened_out_artefact",
}


@pytest.fixture
def session(client, tmp_path) -> Session:
    return begin(client, tmp_path)


@pytest.mark.parametrize("stage", STAGES)
def test_no_later_address_opens_before_a_check_is_passed(client, session, stage) -> None:
    attempt = come_to(client, session, stage)
    expect_nothing_opens(client, session)
    page = client.get(addresses(session)["compare"], follow=True)
    assert page.redirect_chain[-1][0] == attempt.get_absolute_url()
    # What comes later does not even have an address yet.
    later = STAGES[STAGES.index(stage) + 1 :]
    assert not ScreeningAttempt.objects.filter(check_name__in=later).exists()


@pytest.mark.parametrize("stage", STAGES)
def test_half_a_check_opens_nothing(client, session, stage) -> None:
    attempt = come_to(client, session, stage)
    due = due_item(attempt)
    send(client, attempt, due.position, due.item)
    expect_nothing_opens(client, session)


@pytest.mark.parametrize("stage", STAGES)
def test_who_was_screened_out_stays_out_wherever_he_goes(client, session, stage) -> None:
    come_to(client, session, stage)
    attempt = take(client, session, stage, right=False)
    client.get(session.get_absolute_url())
    session.refresh_from_db()
    assert session.outcome == FAILED[stage]
    expect_nothing_opens(client, session)
    # Answering it all once more, rightly now, and coming by the link again.
    for answer in attempt.answers.all():
        send(client, attempt, answer.position, answer.item)
    page = client.get(session.study.join_path, follow=True)
    assert page.redirect_chain[-1][0] == addresses(session)["done"]
    attempt.refresh_from_db()
    session.refresh_from_db()
    assert attempt.outcome == session.outcome == FAILED[stage]
    assert Session.objects.count() == 1


@pytest.mark.parametrize("stage", ["colour", "artefact"])
def test_who_was_screened_out_is_so_in_the_next_study_too(client, session, tmp_path, stage) -> None:
    come_to(client, session, stage)
    take(client, session, stage, right=False)
    client.get(session.get_absolute_url())
    other = make_session(make_open_study(tmp_path / "other"), rater=session.rater, screened=False)
    log_in_rater(client, other)
    take(client, other, "device")
    client.get(other.get_absolute_url())
    other.refresh_from_db()
    assert other.outcome == FAILED[stage]
    expect_nothing_opens(client, other)


def test_codes_cannot_be_guessed_and_cookies_not_written(client, session) -> None:
    attempt = come_to(client, session, "colour")
    nobody = uuid.uuid4()
    for address in (f"/check/{nobody}/", f"/visit/{nobody}/", f"/visit/{nobody}/compare/"):
        assert client.get(address).status_code == 404
    assert client.get("/check/1/").status_code == 404
    stranger = Client()
    stranger.cookies["rater"] = str(session.rater.code)
    stranger.cookies["sessionid"] = str(session.rater.code)
    for address in (attempt.get_absolute_url(), session.get_absolute_url()):
        assert stranger.get(address).status_code == 403


def test_one_check_passed_does_not_stand_for_another(client, session) -> None:
    pass_checks(session.rater)
    ScreeningAttempt.objects.filter(check_name="colour").delete()
    expect_nothing_opens(client, session)
    assert running(session).check_name == "colour"


def test_a_check_of_the_screen_from_before_the_session_is_not_enough(client, session) -> None:
    pass_checks(session.rater)
    earlier = session.started_at - timedelta(minutes=5)
    ScreeningAttempt.objects.filter(check_name="device").update(started_at=earlier)
    expect_nothing_opens(client, session)
    assert running(session).check_name == "device"


def test_a_verdict_is_not_held_off_by_way_of_a_study_with_other_rules(client, tmp_path) -> None:
    rules = {"colour": {"second_form_at": 6}}
    first, second = (
        make_open_study(tmp_path / name, screening=asked)
        for name, asked in (("a", {}), ("b", rules))
    )
    session = make_session(first, screened=False)
    log_in_rater(client, session)
    attempt = come_to(client, session, "colour")
    other = make_session(second, rater=session.rater, screened=False)
    log_in_rater(client, other)
    take(client, other, "device")
    client.get(other.get_absolute_url(), follow=True)
    assert running(other) == attempt  # the one that was begun has to be ended first
    take(client, other, "colour", right=False)
    attempt.refresh_from_db()
    assert attempt.outcome == FAILED["colour"]  # with the last answer, whoever looks or not
    for visit in (session, other):
        expect_nothing_opens(client, visit)


def test_a_visit_ends_once_whatever_was_read_before(session) -> None:
    stale = Session.objects.get(pk=session.pk)
    session.accepted = session.used = True
    session.finish(Session.Outcome.COMPLETED)
    stale.finish(Session.Outcome.TIMED_OUT)
    session.refresh_from_db()
    assert (session.outcome, session.used, stale.outcome) == ("completed", True, "completed")


def test_a_visit_that_was_withdrawn_holds_no_place(session) -> None:
    session.finish(Session.Outcome.COMPLETED)
    assert session.study.sessions.holding_places().count() == 1
    withdraw(session.rater, session)
    assert not session.study.sessions.holding_places().exists()
