"""Before anything flickers: a warning, a consent of its own, and a kind way out at any time."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.models import Session
from evalsite.studies.visits.flickering import VERSION, decide_flicker, flicker_purpose
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.testing import log_in_rater, make_open_study, make_session, vote_fields
from raters.models import Consent

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(client, tmp_path) -> Session:
    session = make_session(make_open_study(tmp_path, flicker_hz=10))
    log_in_rater(client, session)
    return session


def address(session: Session) -> str:
    return reverse("studies:flicker", args=[session.code])


def decisions(session: Session) -> list[bool]:
    found = Consent.objects.filter(rater=session.rater, purpose=flicker_purpose(session))
    assert not found.exclude(text__version=VERSION).exists()
    return list(found.order_by("pk").values_list("agreed", flat=True))


def test_it_stands_before_the_checks_and_before_every_trial(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path, flicker_hz=10), screened=False)
    log_in_rater(client, session)
    assert client.get(session.get_absolute_url()).url == address(session)
    assert client.get(reverse("studies:compare", args=[session.code])).url == address(session)
    assert client.get(reverse("studies:block", args=[session.code])).json()["trials"] == []
    page = client.get(address(session)).content.decode()
    for said in ("photosensitive epilepsy", "Escape", "10 times a second", VERSION):
        assert said in page
    client.post(address(session), {"decision": "agree"})
    assert "/check/" in client.get(session.get_absolute_url()).url
    assert decisions(session) == [True]


def test_whoever_agreed_goes_on_and_another_visit_asks_again(client, session) -> None:
    client.post(address(session), {"decision": "agree"})
    compare = reverse("studies:compare", args=[session.code])
    assert client.get(session.get_absolute_url()).url == compare
    assert b"Stop the flicker" in client.get(compare).content
    session.finish("completed")
    again = make_session(session.study, rater=session.rater, number=2, screened=False)
    log_in_rater(client, again)
    assert client.get(again.get_absolute_url()).url == address(again)


def test_declining_ends_the_visit_kindly(client, session) -> None:
    page = client.post(address(session), {"decision": "decline"}, follow=True)
    session.refresh_from_db()
    assert session.outcome == "no_consent" and decisions(session) == [False]
    assert b"That is fine" in page.content
    assert client.get(address(session)).url == session.get_absolute_url(), "it has ended"
    client.post(address(session), {"decision": "agree"})
    assert decisions(session) == [False]


def test_one_may_stop_for_good_in_the_middle(client, session) -> None:
    decide_flicker(session, agreed=True)
    trial = client.get(reverse("studies:block", args=[session.code])).json()["trials"][0]
    sent = vote_fields(trial=trial["code"])
    assert client.post(reverse("studies:vote", args=[session.code]), sent).status_code == 200
    assert client.get(address(session)).status_code == 200
    client.post(address(session), {"decision": "decline"})
    session.refresh_from_db()
    assert session.outcome == "no_consent" and decisions(session) == [True, False]
    assert session.trials.exclude(vote=None).count() == 1, "what was answered stays"


def test_a_withdrawal_marks_this_consent_as_well(session) -> None:
    decide_flicker(session, agreed=True)
    withdraw(session.rater, session)
    consent = Consent.objects.get(purpose=flicker_purpose(session))
    assert consent.agreed and consent.withdrawn_at is not None


def test_it_refuses_strangers_nonsense_and_studies_that_do_not_flicker(
    client, session, tmp_path
) -> None:
    assert client.post(address(session), {"decision": "perhaps"}).url == address(session)
    assert client.put(address(session)).status_code == 405
    still = make_session(make_open_study(tmp_path / "still"))
    log_in_rater(client, still)
    assert client.get(address(still)).status_code == 404
    assert client.post(address(session), {"decision": "agree"}).status_code == 403
    assert decisions(session) == []
    assert client.get(still.get_absolute_url()).url.endswith("/compare/")
