"""A visit goes on where it was: after a reload, in another browser, and not after its time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Session, Trial, Vote
from evalsite.studies.visits.quotas import time_out
from evalsite.testing import make_channel, make_open_study, pass_checks, send_vote
from raters.models import Channel

pytestmark = pytest.mark.django_db
LINK = "?who=anna&visit=1"


@pytest.fixture
def session(tmp_path) -> Session:
    """Begun in one browser by a panel's link, past every check."""
    names = {"id_parameter": "who", "session_parameter": "visit"}
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, **names)
    study = make_open_study(tmp_path, channel=channel)
    Client().post(study.join_path + LINK, {"decision": "agree"})
    session = study.sessions.get()
    pass_checks(session.rater)
    return session


def come(session: Session) -> Client:
    """A browser nobody has seen before, by the panel's link."""
    browser = Client()
    assert browser.get(session.study.join_path + LINK).url == session.get_absolute_url()
    return browser


def fetch(browser: Client, session: Session) -> list[str]:
    block = browser.get(reverse("studies:block", args=[session.code])).json()
    return [trial["code"] for trial in block["trials"]]


def test_another_browser_goes_on_at_the_same_trial_and_reserves_no_more(session) -> None:
    first, second = come(session), come(session)
    shown = fetch(first, session)
    for trial in shown[:4]:
        assert send_vote(first, session, trial=trial).status_code == 200
    assert fetch(second, session) == shown[4:] == fetch(first, session)
    assert Trial.objects.filter(session=session).count() == len(shown)


def test_what_the_first_browser_had_kept_still_counts_and_no_pair_twice(session) -> None:
    first, second = come(session), come(session)
    shown = fetch(first, session)
    assert send_vote(second, session, trial=shown[0], choice="b").status_code == 200
    assert send_vote(first, session, trial=shown[1], choice="a").status_code == 200
    assert send_vote(first, session, trial=shown[0], choice="a").json()["problem"] == "answered"
    stored = dict(Vote.objects.values_list("trial__code", "choice"))
    assert {str(code): choice for code, choice in stored.items()} == {
        shown[0]: "b", shown[1]: "a"
    }  # fmt: skip


def test_after_its_time_a_visit_shows_no_trial_and_its_page_says_why(session) -> None:
    browser = come(session)
    trial = fetch(browser, session)[0]
    time_out(session)
    assert fetch(browser, session) == []
    page = browser.get(reverse("studies:compare", args=[session.code]), follow=True)
    assert b"Your time in this study has run out" in page.content
    assert send_vote(browser, session, trial=trial).json()["taken"] is True, (
        "what was asked is answered"
    )
