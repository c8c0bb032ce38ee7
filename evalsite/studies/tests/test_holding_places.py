"""A place is held for who does something, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from evalsite.studies.models import Session
from evalsite.studies.tests.attacking import take
from evalsite.studies.visits.quotas import time_out_overdue
from evalsite.testing import make_channel, make_open_study, make_session
from raters.models import Channel

pytestmark = pytest.mark.django_db
AGREE = {"decision": "agree"}


def began(session: Session, **ago: float) -> Session:
    """As if the visit had begun so long ago; its page was opened a moment ago."""
    then = now() - timedelta(**ago)
    Session.objects.filter(pk=session.pk).update(started_at=then, last_seen_at=now())
    time_out_overdue(session.study)
    session.refresh_from_db()
    return session


@pytest.mark.parametrize(
    ("screened", "minutes", "outcome"),
    [
        (False, 14, ""),
        (False, 16, "timed_out"),
        (True, 16, ""),
        (True, 7 * 60, ""),
        (True, 8 * 60, "timed_out"),
    ],
)
def test_how_long_a_place_is_held_for_who_opens_pages(tmp_path, screened, minutes, outcome) -> None:
    session = make_session(make_open_study(tmp_path), screened=screened)
    assert began(session, minutes=minutes).outcome == outcome


def test_the_first_check_passed_holds_the_place(client, tmp_path) -> None:
    study = make_open_study(tmp_path, raters_wanted=1)
    client.post(study.join_path, AGREE)
    session = study.sessions.get()
    assert session.at_work_since is None
    take(client, session, "device")
    client.get(session.get_absolute_url())
    session.refresh_from_db()
    assert session.at_work_since is not None
    assert began(session, minutes=16).outcome == ""
    assert Client().post(study.join_path, AGREE, follow=True).status_code in {200, 403}
    assert study.sessions.holding_places().count() == 1


def test_who_had_not_begun_in_time_may_begin_anew(client, tmp_path) -> None:
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, id_parameter="who")
    study = make_open_study(tmp_path, channel=channel)
    link = f"{study.join_path}?who=anna"
    client.post(link, AGREE)
    first = began(study.sessions.get(), minutes=20)
    page = client.get(first.get_absolute_url(), follow=True)
    assert b"Open your link again to begin anew" in page.content
    assert b"Do you agree?" in client.get(link).content
    assert client.post(link, AGREE).status_code == 302
    assert [visit.outcome for visit in study.sessions.order_by("number")] == ["timed_out", ""]


def test_one_address_cannot_take_every_place(tmp_path, settings) -> None:
    settings.JOINS_PER_ADDRESS = 3
    study = make_open_study(tmp_path)

    def come(address: str) -> int:
        return Client().post(study.join_path, AGREE, REMOTE_ADDR=address).status_code

    assert [come("8.8.4.4") for _ in range(5)] == [302, 302, 302, 429, 429]
    assert come("9.9.9.9") == 302 and study.sessions.count() == 4
    page = Client().post(study.join_path, AGREE, REMOTE_ADDR="8.8.4.4")
    assert b"quarter of an hour" in page.content and page.headers["Retry-After"] == "900"


def test_who_has_begun_goes_on_however_many_come_from_there(client, tmp_path, settings) -> None:
    settings.JOINS_PER_ADDRESS = 1
    study = make_open_study(tmp_path)
    assert client.post(study.join_path, AGREE, REMOTE_ADDR="8.8.4.4").status_code == 302
    for _ in range(3):
        again = client.post(study.join_path, AGREE, REMOTE_ADDR="8.8.4.4")
        assert again.url == study.sessions.get().get_absolute_url()
