"""Erasing a person, and forgetting by age: answers and names go, counts stay."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from evalsite.recruiting.models import Delivery
from evalsite.recruiting.ways import add_panel
from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import (
    log_in_rater,
    make_open_study,
    make_session,
    make_study,
    make_user,
    vote_fields,
)
from raters.models import Channel, Consent, Rater, ScreeningAnswer, ScreeningAttempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path) -> Study:
    channel = Channel.objects.create(name="prolific", kind=Channel.Kind.PROLIFIC)
    return make_open_study(tmp_path / "study", channel=channel)


def take_part(study: Study, rater: Rater | None = None) -> Session:
    """A person who has passed the checks and given one answer."""
    channel = study.channels.get()
    rater = rater or Rater.objects.create(channel=channel, external_id="pid-1")
    session = make_session(study, rater=rater, panel_session="visit-1")
    attempt = ScreeningAttempt.objects.filter(rater=rater, check_name="colour").first()
    ScreeningAnswer.objects.get_or_create(attempt=attempt, position=0, item={"digit": 5})
    ScreeningAttempt.objects.filter(pk=attempt.pk).update(measured={"errors": 2})
    client = Client()
    log_in_rater(client, session)
    sent = vote_fields(trial=unanswered_trials(session)[0].code)
    assert client.post(reverse("studies:vote", args=[session.code]), sent).status_code == 200
    return session


def run(*arguments: str, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def erase(external_id: str = "pid-1", **options) -> str:
    return run("erase_person", channel="prolific", external_id=external_id, **options)


def send(client: Client, study: Study, external_id: str, again: str | None = None):
    sent = {
        "erase-channel": "prolific",
        "erase-external_id": external_id,
        "erase-again": external_id if again is None else again,
    }
    return client.post(reverse("recruiting:erase", args=[study.slug]), sent, follow=True)


def test_the_command_says_what_there_is_and_erases_nothing_unless_told_to(study) -> None:
    take_part(study)
    said = erase()
    assert "Would erase: 1 comparisons in 1 sessions, 1 answers of checks" in said
    assert "Nothing was erased" in said
    assert Vote.objects.count() == 1 and Rater.objects.get().external_id == "pid-1"


def test_the_command_erases_and_the_counts_stay(study, caplog) -> None:
    session = take_part(study)
    Consent.objects.create(
        rater=session.rater,
        text=study.consent_text,
        agreed=True,
        purpose=session.consent_purpose,
    )
    assert "Erased: 1 comparisons in 1 sessions, 1 answers" in erase(yes=True)
    session.refresh_from_db()
    assert (session.outcome, session.panel_session, session.used) == ("withdrawn", "", False)
    assert session.rater.external_id is None
    assert not Vote.objects.exists() and not ScreeningAnswer.objects.exists()
    assert set(ScreeningAttempt.objects.values_list("outcome", flat=True)) == {"passed"}
    assert not ScreeningAttempt.objects.exclude(measured={}).exists()
    assert Consent.objects.get().withdrawn_at is not None
    assert "1 votes erased" in caplog.text
    assert "pid-1" not in caplog.text and "visit-1" not in caplog.text


def test_twice_and_unknown_are_the_same_clear_words(study) -> None:
    take_part(study)
    erase(yes=True)
    again, unknown = erase(yes=True), erase("nobody", yes=True)
    assert again == unknown and "nothing to erase" in again


def test_an_unknown_channel_names_those_there_are(study) -> None:
    with pytest.raises(CommandError, match="no channel 'prolifc'; channels here: prolific"):
        run("erase_person", channel="prolifc", external_id="x")


def test_an_erased_person_can_add_nothing_more(study) -> None:
    session = take_part(study)
    client = Client()
    log_in_rater(client, session)
    trial = unanswered_trials(session)[0]
    erase(yes=True)
    place = reverse("studies:vote", args=[session.code])
    assert client.post(place, vote_fields(trial=trial.code)).status_code == 410
    assert not Vote.objects.exists()


def test_the_owner_erases_by_the_page(client, study) -> None:
    session = take_part(study)
    client.force_login(study.owner)
    page = send(client, study, "pid-1").content.decode()
    assert "Erased: 1 comparisons in 1 visits to your studies" in page
    assert "pid-1" not in page
    session.refresh_from_db()
    assert session.outcome == "withdrawn" and not Vote.objects.exists()
    assert Rater.objects.get().external_id is None


def test_the_identifier_is_typed_twice(client, study) -> None:
    take_part(study)
    client.force_login(study.owner)
    reply = send(client, study, "pid-1", again="pid-2")
    assert reply.status_code == 400 and b"The two differ" in reply.content
    assert Vote.objects.count() == 1


def test_another_researchers_person_looks_like_nobody(client, study, tmp_path) -> None:
    take_part(study)
    other = make_open_study(tmp_path / "other", channel=study.channels.get())
    client.force_login(other.owner)
    replies = [send(client, other, name) for name in ("pid-1", "nobody")]
    assert [reply.status_code for reply in replies] == [400, 400]
    pages = [reply.content.decode() for reply in replies]
    said = "Nobody of this identifier took part in your studies by this way."
    assert all(said in page for page in pages)
    assert Vote.objects.count() == 1


def test_what_another_researchers_study_holds_is_not_erased_by_the_page(
    client, study, tmp_path
) -> None:
    session = take_part(study)
    other = make_open_study(tmp_path / "other", channel=study.channels.get())
    take_part(other, session.rater)
    client.force_login(other.owner)
    assert "Erased: 1 comparisons in 1 visits" in send(client, other, "pid-1").content.decode()
    assert Vote.objects.get().trial.session == session
    assert Rater.objects.get().external_id == "pid-1" and ScreeningAnswer.objects.exists()
    client.force_login(make_user(is_staff=True))
    assert "Erased: 1 comparisons in 2 visits" in send(client, other, "pid-1").content.decode()
    assert Rater.objects.get().external_id is None and not ScreeningAnswer.objects.exists()


def age(days: int) -> None:
    then = now() - timedelta(days=days)
    ScreeningAttempt.objects.update(started_at=then)
    Rater.objects.update(created_at=then)
    Delivery.objects.update(received_at=then)


@pytest.mark.parametrize(("days", "left"), [(364, 1), (366, 0)])
def test_details_of_checks_are_forgotten_and_who_passed_is_not(study, days, left) -> None:
    take_part(study)
    age(days)
    assert f"{1 - left} answers of checks" in run("forget_screening")
    assert ScreeningAnswer.objects.count() == left
    assert ScreeningAttempt.objects.exclude(measured={}).count() == left
    assert set(ScreeningAttempt.objects.values_list("outcome", flat=True)) == {"passed"}
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(("days", "gone"), [(89, False), (91, True)])
def test_names_are_forgotten_some_days_after_the_study_closed(study, days, gone) -> None:
    session = take_part(study)
    age(days)
    Study.objects.update(state="closed", closed_at=now() - timedelta(days=days))
    assert f"{int(gone)} identifiers" in run("forget_screening")
    session.refresh_from_db()
    assert (session.rater.external_id is None, session.panel_session == "") == (gone, gone)


def test_names_stay_while_any_study_of_the_person_needs_them(study, tmp_path) -> None:
    session = take_part(study)
    other = make_open_study(tmp_path / "other", channel=study.channels.get())
    take_part(other, session.rater)
    age(400)
    closed = {"state": "closed", "closed_at": now() - timedelta(days=200)}
    Study.objects.filter(pk=study.pk).update(**closed)
    assert "0 identifiers" in run("forget_screening")
    session.refresh_from_db()
    assert (session.rater.external_id, session.panel_session) == ("pid-1", "")


def test_the_days_are_settings(study, settings) -> None:
    settings.SCREENING_KEEP_DAYS, settings.EXTERNAL_IDS_KEEP_DAYS = 5, 7
    take_part(study)
    age(6)
    assert "1 answers of checks begun more than 5 days ago" in run("forget_screening")
    Study.objects.update(state="closed", closed_at=now() - timedelta(days=8))
    age(8)
    assert "1 identifiers" in run("forget_screening")


def test_digests_of_webhooks_go_after_a_month(study) -> None:
    Delivery.objects.create(digest="a" * 64)
    age(29)
    run("forget_screening")
    assert Delivery.objects.exists()
    age(31)
    run("forget_screening")
    assert not Delivery.objects.exists()


def test_of_two_panels_of_one_name_the_owner_says_which(study) -> None:
    for panel in (make_study(), make_study()):
        add_panel(panel, name="lab", id_parameter="who")
    with pytest.raises(CommandError, match="several have a channel 'lab': say --owner"):
        run("erase_person", channel="lab", external_id="x")
    told = run("erase_person", channel="lab", external_id="x", owner=str(panel.owner))
    assert "nothing to erase" in told
    with pytest.raises(CommandError, match="no channel 'lab'"):
        run("erase_person", channel="lab", external_id="x", owner="nobody")
