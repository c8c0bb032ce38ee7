"""Ways round the checks that an address bar, a second tab or a script offers: none leads in."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import (
    log_in_rater,
    make_channel,
    make_open_study,
    make_session,
    pass_checks,
    vote_fields,
)
from raters.models import Channel, ScreeningAnswer, ScreeningAttempt
from raters.policies import CHECKS
from raters.testing import MEASURED, due_item, right_answer, wrong_answer

pytestmark = pytest.mark.django_db
STAGES = list(CHECKS)
FAILED = {
    "device": "device",
    "colour": "screened_out_colour",
    "artefact": "screened_out_artefact",
}


@pytest.fixture
def session(client, tmp_path) -> Session:
    session = make_session(make_open_study(tmp_path), screened=False)
    log_in_rater(client, session)
    return session


def come_to(client: Client, session: Session, stage: str) -> ScreeningAttempt:
    """Pass every check before this one, and open it."""
    for check in STAGES[: STAGES.index(stage)]:
        take(client, session, check)
    client.get(session.get_absolute_url(), follow=True)
    return running(session)


def running(session: Session) -> ScreeningAttempt:
    attempt = session.rater.attempts.filter(finished_at=None).order_by("pk").last()
    assert attempt is not None
    return attempt


def take(client: Client, session: Session, check: str, *, right: bool = True) -> ScreeningAttempt:
    client.get(session.get_absolute_url(), follow=True)
    attempt = running(session)
    assert attempt.check_name == check
    while due := due_item(attempt):
        # A control plate read wrongly would blame the screen, and practice decides nothing.
        well = right or due.item["kind"] in {"control", "practice"}
        send(client, attempt, due.position, due.item, right=well)
    return attempt


def send(
    client: Client, attempt: ScreeningAttempt, position: int, item: Any, *, right: bool = True
):
    bad = MEASURED | {"fine_pointer": False}
    if item["kind"] == "screen":
        fields = {"measured": json.dumps(MEASURED if right else bad)}
    else:
        fields = {"given": right_answer(item) if right else wrong_answer(item)}
    data = {"position": position, "response_ms": 700, **fields}
    return client.post(attempt.get_absolute_url(), data)


def addresses(session: Session) -> dict[str, str]:
    names = ("visit", "compare", "block", "done")
    return {name: reverse(f"studies:{name}", args=[session.code]) for name in names}


def expect_nothing_opens(client: Client, session: Session) -> None:
    """Every later address typed in, and a vote sent blindly."""
    for address in addresses(session).values():
        page = client.get(address, follow=True)
        assert "vote-url" not in page.content.decode(), address
    block = client.get(addresses(session)["block"]).json()
    assert block["trials"] == []
    url = reverse("studies:vote", args=[session.code])
    assert client.post(url, vote_fields(trial=uuid.uuid4())).status_code == 404
    assert not session.trials.exists() and not Vote.objects.exists()


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


def join(client: Client, study, query: str) -> None:
    client.post(study.join_path + query, {"decision": "agree"})


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


def test_the_first_answer_of_two_tabs_stands_and_the_other_tab_goes_on(client, session) -> None:
    attempt = come_to(client, session, "colour")
    due = due_item(attempt)  # in both tabs
    assert send(client, attempt, 0, due.item, right=False).status_code == 303
    reply = send(client, attempt, 0, due.item, right=True)
    assert reply.status_code == 303 and reply.url == attempt.get_absolute_url()
    due.refresh_from_db()
    assert (due.given, due.correct) == ("nothing", False)
    assert client.get(attempt.get_absolute_url()).context["position"] == 1


def test_trying_every_digit_counts_as_the_first(client, session) -> None:
    attempt = come_to(client, session, "colour")
    due = due_item(attempt)
    wrong = next(digit for digit in "0123456789" if digit != right_answer(due.item))
    for given in (wrong, *"0123456789"):
        client.post(attempt.get_absolute_url(), {"position": 0, "response_ms": 1, "given": given})
    due.refresh_from_db()
    assert (due.given, due.correct) == (wrong, False)


def test_answers_to_what_is_not_due_change_nothing(client, session) -> None:
    attempt = come_to(client, session, "colour")
    for position in (1, 2, 9, 99):
        for given in ("2", "nothing"):
            fields = {"position": position, "response_ms": 1, "given": given}
            assert client.post(attempt.get_absolute_url(), fields).status_code == 303
    assert (
        client.post(
            attempt.get_absolute_url(), {"position": 101, "response_ms": 1, "given": "2"}
        ).status_code
        == 400
    )
    assert list(attempt.answers.values_list("position", "given")) == [(0, "")]


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


@pytest.mark.parametrize(("stage", "name"), [("colour", "plate"), ("artefact", "first")])
def test_only_the_picture_that_is_due_has_an_address(client, session, stage, name) -> None:
    attempt = come_to(client, session, stage)
    for _ in range(3):
        due = due_item(attempt)
        for position in (*range(8), 10_000):
            status = client.get(f"{attempt.get_absolute_url()}{position}/{name}.png").status_code
            assert status == (200 if position == due.position else 404)
        send(client, attempt, due.position, due.item)
    ScreeningAttempt.objects.filter(pk=attempt.pk).update(
        finished_at=attempt.started_at, outcome="passed"
    )
    assert client.get(f"{attempt.get_absolute_url()}3/{name}.png").status_code == 404


def test_a_plates_time_does_not_begin_anew_in_another_browser(client, session) -> None:
    attempt = come_to(client, session, "colour")
    url = f"{attempt.get_absolute_url()}0/plate.png"
    client.get(url)
    shown_at = ScreeningAnswer.objects.get(attempt=attempt).shown_at
    ScreeningAnswer.objects.update(shown_at=shown_at - timedelta(seconds=11))
    other = Client()
    log_in_rater(other, session)
    for browser in (client, other):
        assert b'data-time-over="1"' in browser.get(attempt.get_absolute_url()).content
        assert browser.get(url).status_code == 200  # the mask
    later = ScreeningAnswer.objects.get(attempt=attempt).shown_at
    assert later == shown_at - timedelta(seconds=11)


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


@pytest.mark.parametrize("name", ["device_pixel_ratio", "page_zoom", "refresh_hz"])
@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "NaN", "Infinity"])
def test_a_number_that_is_none_is_refused(client, session, name, number) -> None:
    attempt = come_to(client, session, "device")
    sent = json.dumps(MEASURED | {name: 0}).replace(f'"{name}": 0', f'"{name}": {number}')
    fields = {"position": 0, "response_ms": 1, "measured": sent}
    assert client.post(attempt.get_absolute_url(), fields).status_code == 400
