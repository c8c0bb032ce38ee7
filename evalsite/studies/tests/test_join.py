from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Recruitment, Session
from evalsite.studies.visits.outcomes import draw_code
from evalsite.testing import (
    log_in_rater,
    make_channel,
    make_open_study,
    make_session,
    make_study,
    open_welcome,
    second_click,
)
from raters.models import Channel, Consent, Rater

pytestmark = pytest.mark.django_db


def agree(client: Client, study, query: str = "", decision: str = "agree"):
    return client.post(study.join_path + query, {"decision": decision})


def test_looking_at_the_link_stores_nobody(client, tmp_path) -> None:
    page = client.get(make_open_study(tmp_path).join_path)
    assert page.status_code == 200 and b"Do you agree?" in page.content
    assert b"<noscript>" in page.content
    assert not Rater.objects.exists() and not Session.objects.exists()


def test_agreeing_begins_a_session(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    answer = agree(client, study)
    session = study.sessions.get()
    assert answer.status_code == 302 and answer.url == session.get_absolute_url()
    consent = Consent.objects.get(rater=session.rater)
    assert consent.agreed and consent.text == study.consent_text


def test_declining_ends_politely(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    page = client.post(study.join_path, {"decision": "decline"}, follow=True)
    assert b"That is fine" in page.content
    assert study.sessions.get().outcome == "no_consent"


def test_a_panel_member_is_one_rater_on_any_browser(tmp_path) -> None:
    channel = make_channel(name="prolific", kind=Channel.Kind.PROLIFIC, id_parameter="PROLIFIC_PID")
    study = make_open_study(tmp_path, channel=channel)
    query = "?PROLIFIC_PID=abc&STUDY_ID=1&SESSION_ID=2"
    agree(Client(), study, query)
    session = study.sessions.get()
    again = Client().get(study.join_path + query)
    assert again.url == session.get_absolute_url()
    assert Rater.objects.count() == 1 and study.sessions.count() == 1


def test_a_panel_link_without_its_parameter_is_refused(client, tmp_path) -> None:
    channel = make_channel(name="prolific", kind=Channel.Kind.PROLIFIC, id_parameter="PROLIFIC_PID")
    page = client.get(make_open_study(tmp_path, channel=channel).join_path)
    assert page.status_code == 400 and b"not complete" in page.content


def test_two_clicks_on_agree_are_one_rater_and_one_session(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    browser, ticket = open_welcome(study.join_path)
    for click in (second_click(browser), second_click(browser)):
        click.post(study.join_path, {"decision": "agree", "ticket": ticket})
        session = study.sessions.get()
        assert click.get(session.get_absolute_url()).status_code == 302  # both are in
    assert Rater.objects.count() == 1


def test_a_ticket_opens_nothing_in_another_browser(tmp_path) -> None:
    study = make_open_study(tmp_path)
    browser, ticket = open_welcome(study.join_path)
    browser.post(study.join_path, {"decision": "agree", "ticket": ticket})
    session = study.sessions.get()
    thief, _ = open_welcome(study.join_path)
    thief.post(study.join_path, {"decision": "agree", "ticket": ticket})
    assert thief.get(session.get_absolute_url()).status_code == 403
    assert study.sessions.count() == 2  # the thief has begun one of his own


def test_an_old_ticket_opens_nothing_in_its_own_browser_either(tmp_path, monkeypatch) -> None:
    study = make_open_study(tmp_path)
    browser, ticket = open_welcome(study.join_path)
    later = second_click(browser)
    browser.post(study.join_path, {"decision": "agree", "ticket": ticket})
    session = study.sessions.get()
    monkeypatch.setattr("evalsite.studies.visits.joining.TICKET_VALID_S", -1)
    later.post(study.join_path, {"decision": "agree", "ticket": ticket})
    assert later.get(session.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("known", [False, True])
def test_a_cookie_that_was_there_before_opens_nothing_afterwards(tmp_path, known) -> None:
    study = make_open_study(tmp_path)
    victim = Client()
    if known:  # of somebody else, who sat there before
        log_in_rater(victim, make_session(study))
    else:
        planted = victim.session
        planted.save()
        victim.cookies["sessionid"] = planted.session_key
    stranger = second_click(victim)
    agree(victim, make_open_study(tmp_path / "other"))
    session = Session.objects.latest("pk")
    assert victim.get(session.get_absolute_url()).status_code == 302
    assert stranger.get(session.get_absolute_url()).status_code == 403
    assert victim.cookies["sessionid"].value != stranger.cookies["sessionid"].value


def test_the_welcome_is_kept_by_no_cache_and_head_counts_nobody(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    assert "no-store" in client.get(study.join_path).headers["Cache-Control"]
    assert client.head(study.join_path).status_code == 200
    assert study.welcomes.get().openings == 1


def test_a_forged_ticket_gives_nobody_elses_session(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    agree(client, study)
    rater = study.sessions.get().rater
    Client().post(study.join_path, {"decision": "agree", "ticket": str(rater.code)})
    assert study.sessions.filter(rater=rater).count() == 1 and study.sessions.count() == 2


@pytest.mark.parametrize("external_id", ["%00abc", "a%0Ab", "x" * 101])
def test_an_unprintable_identifier_is_nobodys(client, tmp_path, external_id) -> None:
    channel = make_channel(name="panel", kind=Channel.Kind.PANEL, id_parameter="who")
    study = make_open_study(tmp_path, channel=channel)
    assert client.get(f"{study.join_path}?who={external_id}").status_code == 400
    assert not Rater.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"), [("draft", b"not open"), ("paused", b"not open"), ("closed", b"has ended")]
)
def test_a_study_that_is_not_open_says_so(client, tmp_path, state, said) -> None:
    study = make_study() if state == "draft" else make_open_study(tmp_path)
    study.state = state
    study.closed_at = now() if state == "closed" else None
    study.save()
    page = client.get(study.join_path)
    assert page.status_code == 403 and said in page.content


def test_a_full_study_says_so_and_a_timed_out_place_is_free_again(client, tmp_path) -> None:
    study = make_open_study(tmp_path, raters_wanted=1)
    session = make_session(study)
    assert b"all the people it needs" in client.get(study.join_path).content
    Session.objects.filter(pk=session.pk).update(last_seen_at=now() - timedelta(hours=3))
    assert client.get(study.join_path).status_code == 200
    session.refresh_from_db()
    assert session.outcome == "timed_out"


def test_past_his_sessions_a_rater_sees_the_finished_page(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    session = make_session(study)
    session.finish(Session.Outcome.COMPLETED)
    log_in_rater(client, session)
    assert client.get(study.join_path).url == session.get_absolute_url()
    twice = make_open_study(tmp_path / "twice", sessions_per_rater=2)
    session = make_session(twice, rater=session.rater, screened=False)
    session.finish(Session.Outcome.COMPLETED)
    assert b"Do you agree?" in client.get(twice.join_path).content


def test_who_comes_again_is_told_so_and_finds_the_earlier_code(client, tmp_path) -> None:
    study = make_open_study(tmp_path, sessions_per_rater=2)
    assert b"You have done this" not in client.get(study.join_path).content
    session = make_session(study)
    session.finish(Session.Outcome.COMPLETED)
    log_in_rater(client, session)
    page = client.get(study.join_path).content.decode()
    done = reverse("studies:done", args=[session.code])
    assert "You have done this 1 of 2 times" in page and "Do you agree?" in page
    assert f'href="{done}"' in page and "Read the completion code" in page
    assert "Your completion code" in client.get(done).content.decode()


def test_another_browser_is_not_told_of_an_earlier_visit(client, tmp_path) -> None:
    channel = make_channel(name="prolific", kind=Channel.Kind.PROLIFIC, id_parameter="PROLIFIC_PID")
    study = make_open_study(tmp_path, channel=channel, sessions_per_rater=2)
    query = "?PROLIFIC_PID=abc&STUDY_ID=1&SESSION_ID="
    agree(client, study, query + "2")
    session = study.sessions.get()
    session.finish(Session.Outcome.COMPLETED)
    assert b"You have done this 1 of 2" in client.get(study.join_path + query + "3").content
    page = Client().get(study.join_path + query + "3").content
    assert b"Do you agree?" in page
    assert b"You have done this" not in page and str(session.code).encode() not in page


def test_an_outcome_is_answered_with_the_channels_own_code(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    Recruitment.objects.update(returns={"completed": "C1DONE", "device": "https://panel.example/d"})
    session = make_session(study)
    session.finish(Session.Outcome.COMPLETED)
    log_in_rater(client, session)
    assert b"C1DONE" in client.get(session.get_absolute_url(), follow=True).content


def test_nobody_reaches_another_raters_pages(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    log_in_rater(client, make_session(session.study))
    for name in ("visit", "compare", "block", "done"):
        page = client.get(reverse(f"studies:{name}", args=[session.code]))
        assert page.status_code == 403, name
        assert b"belongs to somebody else" in page.content
    assert client.post(reverse("studies:vote", args=[session.code])).status_code == 403


def test_the_comparisons_cannot_be_reached_before_the_checks(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path), screened=False)
    log_in_rater(client, session)
    page = client.get(reverse("studies:compare", args=[session.code]))
    assert page.status_code == 302 and "/check/" in page.url
    block = client.get(reverse("studies:block", args=[session.code])).json()
    assert block["trials"] == [] and not session.trials.exists()


def test_a_join_page_costs_at_most_eight_queries(
    client, tmp_path, django_assert_max_num_queries
) -> None:
    study = make_open_study(tmp_path)
    client.get(study.join_path)  # the first of a day begins the day's count
    with django_assert_max_num_queries(8):
        client.get(study.join_path)


def test_there_is_no_study_at_a_wrong_address(client) -> None:
    make_study()
    page = client.get("/join/00000000-0000-4000-8000-000000000000/")
    assert page.status_code == 404 and b"no page at this address" in page.content


def test_withdrawing_deletes_the_answers(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    log_in_rater(client, session)
    assert session.study.title.encode() in client.get(reverse("studies:withdraw")).content
    page = client.post(reverse("studies:withdraw"), {"session": session.code}, follow=True)
    assert b"Your answers are deleted" in page.content
    other = make_session(session.study)
    assert client.post(reverse("studies:withdraw"), {"session": other.code}).status_code == 404


def test_deleting_after_the_end_is_confirmed_and_the_code_stays(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    session.finish(Session.Outcome.COMPLETED)
    log_in_rater(client, session)
    page = client.post(reverse("studies:withdraw"), {"session": session.code}, follow=True)
    for shown in (page, client.get(session.get_absolute_url(), follow=True)):
        text = shown.content.decode()
        assert "Your answers are deleted" in text and "stays as it was" in text
        assert "has arrived" not in text and draw_code(session) in text


def test_a_busy_database_costs_a_count_and_never_the_page(client, tmp_path, monkeypatch) -> None:
    def lock(study: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("evalsite.studies.views.join.count_welcome", lock)
    page = client.get(make_open_study(tmp_path).join_path)
    assert page.status_code == 200 and b"Do you agree?" in page.content
