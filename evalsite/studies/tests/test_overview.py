"""The page "Overview" of a study: where deeds lead, what it names, what there is to fit."""

from __future__ import annotations

import pytest
from django.urls import reverse

from elo.models import FitRun
from evalsite.locks import hold
from evalsite.studies.models import Session, Study
from evalsite.studies.rules.opening import close_study
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.voting import Seen, record_vote
from evalsite.studies.visits.finishing import finish_when_done
from evalsite.testing import make_open_study, make_session, make_study, make_user

pytestmark = pytest.mark.django_db
FIT = '/fit/"'


@pytest.fixture
def study(client, tmp_path) -> Study:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    return study


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def answer(session: Session, *, all_of_it: bool) -> None:
    trials = unanswered_trials(session)
    while trials:
        for trial in trials:
            record_vote(trial=trial, choice=trial.expected or "a", seen=Seen(response_ms=1))
        trials = unanswered_trials(session) if all_of_it else []
    finish_when_done(session)


@pytest.mark.parametrize("deed", ["pause", "close", "open"])
def test_a_deed_leads_to_the_study_and_says_what_it_is_now(client, study, deed) -> None:
    """The last of them is refused: the study is open. That too is said there."""
    address = reverse("studies:change", args=[study.slug, deed])
    page = client.post(address, {"name": study.slug}, follow=True)
    assert page.redirect_chain == [(study.get_absolute_url(), 302)]
    said = {"pause": "is now paused", "close": "is now closed", "open": "not changed"}[deed]
    assert said in page.content.decode()


def test_list_and_page_name_the_study_as_commands_do_and_offer_its_link(client, study) -> None:
    for address in ("/", study.get_absolute_url()):
        page = read(client, address)
        assert f"<code>--study {study.slug}</code>" in page
        assert f'data-copies="{study.join_path}"' in page


def test_nothing_is_offered_to_fit_before_a_session_counts(client, study) -> None:
    answer(make_session(study), all_of_it=False)
    close_study(study)
    for address in ("/", study.get_absolute_url()):
        assert FIT not in read(client, address)
    assert "at least 85% of its traps right" in page_of(client, study)
    assert "The study is closed: no further session can." in page_of(client, study)


def test_what_is_offered_to_fit_can_be_fitted(client, study) -> None:
    assert "Once there are votes" in page_of(client, study)
    answer(make_session(study), all_of_it=True)
    page = page_of(client, study)
    assert "No fit yet, but 1 session whose votes are used" in page and FIT in page
    client.post(reverse("elo:fit", args=[study.slug]))
    assert FitRun.objects.get().state == "waiting"


def page_of(client, study: Study) -> str:
    return read(client, study.get_absolute_url())


def test_a_page_that_waits_for_a_fit_is_told_how_far_it_is(client, study) -> None:
    asking = reverse("studies:fitting", args=[study.slug])
    assert client.get(asking).json() == {"state": ""} and asking not in page_of(client, study)
    run = FitRun.objects.create(study=study, model="mle", seed=1)
    assert client.get(asking).json() == {"state": "waiting"}
    page = page_of(client, study)
    assert asking in page and "as soon as the worker is free" in page
    run.start()
    with hold(run.folder):
        assert client.get(asking).json() == {"state": "running"}
        assert "The worker is at it" in page_of(client, study)
    # Its process is gone: nothing is waited for any more.
    assert client.get(asking).json() == {"state": ""}
    page = page_of(client, study)
    assert "ended in the middle" in page and "The worker is at it" not in page
    run.fail("too few votes")
    assert client.get(asking).json() == {"state": ""} and asking not in page_of(client, study)
    client.force_login(make_user())
    assert client.get(asking).status_code == 404
    assert client.post(asking).status_code == 405


def test_what_is_open_is_not_offered_to_be_opened(client, study) -> None:
    opening = reverse("studies:opening", args=[study.slug])
    for state in ("open", "closed"):
        page = client.get(opening, follow=True)
        assert page.redirect_chain == [(study.get_absolute_url(), 302)]
        assert f"It is no draft any more: it is {state}." in page.content.decode()
        assert "Open the study" not in page.content.decode()
        if state == "open":
            close_study(study)
    draft = make_study(owner=study.owner)
    assert "Open the study" in read(client, reverse("studies:opening", args=[draft.slug]))
