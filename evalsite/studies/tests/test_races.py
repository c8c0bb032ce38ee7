"""Many at once on PostgreSQL: places, persons and votes stay single. SQLite has one writer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Session, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import (
    log_in_rater,
    make_channel,
    make_open_study,
    make_session,
    make_study,
    vote_fields,
)
from raters.models import Channel, Rater

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs PostgreSQL: run by make test"
    ),
]


def at_once(deeds: list[Callable[[], int]]) -> list[int]:
    """Do all of them in threads of their own; returns the status codes."""

    def run(deed: Callable[[], int]) -> int:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def joiner(address: str, decision: str = "agree") -> Callable[[], int]:
    return lambda: Client().post(address, {"decision": decision}).status_code


def test_places_are_never_given_twice(tmp_path) -> None:
    study = make_open_study(tmp_path, raters_wanted=2)
    codes = at_once([joiner(study.join_path) for _ in range(8)])
    assert set(codes) <= {302, 403}
    assert study.sessions.holding_places().count() == 2


def test_one_person_is_one_session_whatever_he_clicks(tmp_path) -> None:
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, id_parameter="who")
    study = make_open_study(tmp_path, channel=channel)
    address = f"{study.join_path}?who=abc"
    codes = at_once([joiner(address, d) for d in ("agree", "decline") * 4])
    # One of them is in; the others know his name alone, which is not enough to go on.
    assert codes.count(302) == 1 and set(codes) == {302, 403}
    assert study.sessions.count() == Rater.objects.count() == 1


def test_no_more_are_at_it_than_the_study_takes(tmp_path) -> None:
    study = make_open_study(tmp_path, sessions_at_once=2)
    codes = at_once([joiner(study.join_path) for _ in range(8)])
    assert codes.count(302) == 2 == study.sessions.count()


def test_one_address_begins_no_more_than_it_may(tmp_path, settings) -> None:
    settings.JOINS_PER_ADDRESS = 3
    study = make_open_study(tmp_path)
    sent = {"decision": "agree"}

    def join() -> int:
        return Client().post(study.join_path, sent, REMOTE_ADDR="8.8.4.4").status_code

    codes = at_once([join for _ in range(10)])
    assert sorted(codes) == [302] * 3 + [429] * 7 and study.sessions.count() == 3


def researcher(study, address: str, **fields: str) -> Callable[[], int]:
    client = Client()
    client.force_login(study.owner)
    return lambda: client.post(address, fields).status_code


def test_whatever_is_clicked_at_once_a_study_is_in_one_state(tmp_path) -> None:
    study = make_open_study(tmp_path)
    deeds = ("pause", "open", "close", "open", "pause", "close") * 4
    places = [reverse("studies:change", args=[study.slug, deed]) for deed in deeds]
    codes = at_once([researcher(study, place, name=study.slug) for place in places])
    assert set(codes) == {302}
    study.refresh_from_db()
    assert study.state == "closed" and study.closed_at is not None


@pytest.mark.parametrize("kind", ["open", "prolific", "panel"])
def test_a_way_in_is_added_once_however_often_it_is_clicked(kind) -> None:
    study = make_study(channel=make_channel(name="other", kind=Channel.Kind.PANEL))
    place = reverse("recruiting:add", args=[study.slug, kind])
    panel = {"panel-name": "lab", "panel-id_parameter": "who"}
    codes = at_once([researcher(study, place, **panel) for _ in range(8)])
    assert set(codes) <= {302, 400}
    assert study.recruitments.count() == 2 == Channel.objects.count()


def test_a_trial_has_one_vote_and_a_withdrawal_leaves_none(tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    trials = unanswered_trials(session)
    address = reverse("studies:vote", args=[session.code])

    def browser() -> Client:
        client = Client()
        log_in_rater(client, session)
        return client

    def voter(trial, choice: str) -> Callable[[], int]:
        client = browser()
        return lambda: (
            client.post(address, vote_fields(trial=trial.code, choice=choice)).status_code
        )

    codes = at_once([voter(trials[0], choice) for choice in ("a", "b", "tie", "a", "b", "tie")])
    assert sorted(set(codes)) == [200, 409] and Vote.objects.count() == 1
    leaving = browser()
    withdraw = reverse("studies:withdraw")
    deeds = [voter(trial, "a") for trial in trials[1:9]]
    deeds.insert(4, lambda: leaving.post(withdraw, {"session": session.code}).status_code)
    assert set(at_once(deeds)) <= {200, 302, 410}
    assert Vote.objects.count() == 0 and Session.objects.get(pk=session.pk).withdrawn_at
