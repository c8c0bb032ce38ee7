"""An item of a check: its first answer stands, and only the one that is due has an address."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from evalsite.studies.models import Session
from evalsite.studies.tests.attacking import begin, come_to, send
from evalsite.testing import log_in_rater
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.testing import MEASURED, due_item, right_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(client, tmp_path) -> Session:
    return begin(client, tmp_path)


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


@pytest.mark.parametrize("name", ["device_pixel_ratio", "page_zoom", "refresh_hz"])
@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "NaN", "Infinity"])
def test_a_number_that_is_none_is_refused(client, session, name, number) -> None:
    attempt = come_to(client, session, "device")
    sent = json.dumps(MEASURED | {name: 0}).replace(f'"{name}": 0', f'"{name}": {number}')
    fields = {"position": 0, "response_ms": 1, "measured": sent}
    assert client.post(attempt.get_absolute_url(), fields).status_code == 400
