"""The pages of the viewing distance by HTTP: what they take, refuse and say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from raters.testing import MEASURED, due_item, enter, make_attempt, right_answer

pytestmark = pytest.mark.django_db
SPOTS = "543.6 543.6 543.6 543.6 543.6"  # 600 mm away, with a card 323 pixels wide


@pytest.fixture
def asked(client):
    """An attempt that has come to the card, and how to answer it."""

    def begin(**rules: int):
        attempt = make_attempt("device", policy={"distance": 1, **rules})
        enter(client, attempt.rater)
        send(client, attempt, measured=json.dumps(MEASURED))
        for _ in range(2):
            send(client, attempt, given=right_answer(due_item(attempt).item))
        return attempt

    return begin


def send(client, attempt, **fields: Any):
    position = due_item(attempt).position
    return client.post(
        attempt.get_absolute_url(), {"position": position, "response_ms": 5, **fields}
    )


def read(client, attempt) -> str:
    return client.get(attempt.get_absolute_url()).content.decode()


def test_a_card_and_five_runs_are_recorded(client, asked) -> None:
    attempt = asked()
    assert 'name="card_px"' in read(client, attempt)
    send(client, attempt, card_px=323)
    assert 'data-card-px="323.0"' in read(client, attempt)
    send(client, attempt, spots_px=SPOTS)
    assert client.get(attempt.get_absolute_url()).url == "/back/"
    attempt.refresh_from_db()
    assert attempt.outcome == "passed"
    assert attempt.measured["distance_mm"] == 600
    assert attempt.measured["pixel_pitch_mm"] == 0.265


def test_both_may_be_passed_by(client, asked) -> None:
    attempt = asked()
    send(client, attempt, skip="on", card_px=323)
    client.get(attempt.get_absolute_url())
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.measured["distance_mm"]) == ("passed", None)


@pytest.mark.parametrize(
    "fields", [{}, {"card_px": "wide"}, {"card_px": 0}, {"card_px": 10**6}, {"given": "5"}]
)
def test_it_refuses_what_is_no_card(client, asked, fields) -> None:
    attempt = asked()
    assert send(client, attempt, **fields).status_code == 400
    assert due_item(attempt).item == {"kind": "card"}


@pytest.mark.parametrize("spots", ["", "1 2 3 4", "1 2 3 4 5 6", "0 1 2 3 4", "a b c d e", "nan"])
def test_it_refuses_what_are_no_five_runs(client, asked, spots) -> None:
    attempt = asked()
    send(client, attempt, card_px=323)
    assert send(client, attempt, spots_px=spots).status_code == 400
    assert due_item(attempt).item["kind"] == "blind_spot"


def test_there_is_no_picture_to_these(client, asked) -> None:
    attempt = asked()
    assert client.get(f"{attempt.get_absolute_url()}3/patch.png").status_code == 404


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"distance_max_mm": 500}, "a little closer"),
        ({"distance_min_mm": 700}, "a little further away"),
        ({}, "unusual distance"),
    ],
)
def test_the_second_try_says_what_to_do(client, asked, rules, said) -> None:
    attempt = asked(**rules)
    note = 'class="notice" role'
    assert note not in read(client, attempt)
    send(client, attempt, card_px=50)
    assert "unusual screen" in read(client, attempt)
    send(client, attempt, card_px=323)
    assert note not in read(client, attempt)
    send(client, attempt, spots_px=SPOTS if rules else "100 100 100 100 100")
    assert said in read(client, attempt)
