"""Join links: every way's parameters, and everything that can be wrong with them."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from evalsite.recruiting.ways import add_open_link, add_panel, add_prolific, write_link
from evalsite.studies.models import Recruitment, Session, Study
from evalsite.testing import make_open_study, open_welcome, second_click
from raters.models import Rater

pytestmark = pytest.mark.django_db
GOOD = "PROLIFIC_PID=5f1&STUDY_ID=60a&SESSION_ID=61b"
AGREE = {"decision": "agree"}


@pytest.fixture
def study(tmp_path) -> Study:
    """Every way in at once."""
    study = make_open_study(tmp_path)
    add_prolific(study)
    add_panel(study, name="lab", id_parameter="who", session_parameter="visit")
    add_panel(study, name="pool", id_parameter="member")
    return study


@pytest.mark.parametrize(
    ("query", "channel", "external_id", "panel_session"),
    [
        ("", "open", None, ""),
        ("utm_source=x", "open", None, ""),
        (GOOD, "prolific", "5f1", "61b"),
        ("who=a%40b.example&visit=7", "lab", "a@b.example", "7"),
        ("member=%20n%C3%BA%C3%B1ez%20", "pool", "núñez", ""),
    ],
)
def test_each_way_is_known_by_its_own_names(study, query, channel, external_id, panel_session):
    address = f"{study.join_path}?{query}"
    assert Client().get(address).status_code == 200
    assert Client().post(address, AGREE).status_code == 302
    session = Session.objects.get()
    assert session.recruitment.channel.name == session.rater.channel.name == channel
    assert (session.rater.external_id, session.panel_session) == (external_id, panel_session)


WRONG = {
    "not complete": [
        "PROLIFIC_PID=5f1",
        "PROLIFIC_PID=5f1&STUDY_ID=60a",
        "STUDY_ID=60a&SESSION_ID=61b",
        "PROLIFIC_PID=&STUDY_ID=60a&SESSION_ID=61b",
        "PROLIFIC_PID=%20&STUDY_ID=60a&SESSION_ID=61b",
        "who=a",
        "visit=7",
        "member=",
    ],
    "names two people": [
        f"{GOOD}&PROLIFIC_PID=5f2",
        f"{GOOD}&SESSION_ID=61b",
        f"{GOOD}&member=a",
        "who=a&visit=7&member=b",
        "member=a&member=a",
    ],
    "nobody can have": [
        "PROLIFIC_PID={{%25PROLIFIC_PID%25}}&STUDY_ID=60a&SESSION_ID=61b",
        "PROLIFIC_PID=a%00b&STUDY_ID=60a&SESSION_ID=61b",
        "member=a%0Ab",
        "member=%E2%80%8B",
        "member=" + "x" * 101,
        "member=${workerId}",
    ],
}


@pytest.mark.parametrize(
    ("said", "query"), [(said, query) for said, queries in WRONG.items() for query in queries]
)
def test_a_wrong_link_is_one_plain_page_and_stores_nobody(study, said, query) -> None:
    address = f"{study.join_path}?{query}"
    for reply in (Client().get(address), Client().post(address, AGREE)):
        page = reply.content.decode()
        assert reply.status_code == 400 and said in page
        assert "Open the study again from the page that invited you" in page
    assert not Rater.objects.exists()


def test_a_link_of_prolific_is_not_an_open_one(tmp_path) -> None:
    study = make_open_study(tmp_path)
    page = Client().get(f"{study.join_path}?{GOOD}")
    assert page.status_code == 400 and b"belongs to another study" in page.content


def test_a_study_without_an_open_link_refuses_a_bare_one(study) -> None:
    Recruitment.objects.filter(channel__kind="open").delete()
    page = Client().get(study.join_path)
    assert page.status_code == 400 and b"does not say who invited you" in page.content


def test_a_panels_visit_name_opens_the_visit_elsewhere_and_the_person_alone_does_not(study):
    address = f"{study.join_path}?who=ann&visit="
    own, other = Client(), Client()
    own.post(f"{address}secret", AGREE)
    for reply in (other.get(f"{address}guess"), other.post(f"{address}guess", AGREE)):
        assert reply.status_code == 403 and b"in another browser" in reply.content
    assert other.get(f"{address}secret").status_code == 302
    assert own.get(f"{address}guess").status_code == 302


def test_a_panel_that_names_no_visit_lets_the_same_browser_alone_go_on(study) -> None:
    address = f"{study.join_path}?member=ann"
    own = Client()
    own.post(address, AGREE)
    assert own.get(address).status_code == 302
    assert Client().get(address).status_code == 403
    assert Session.objects.count() == 1


def test_two_clicks_on_one_welcome_page_are_one_visit_of_a_panel_too(study) -> None:
    address = f"{study.join_path}?member=ann"
    browser, ticket = open_welcome(address)
    for click in (second_click(browser), second_click(browser)):
        assert click.post(address, {**AGREE, "ticket": ticket}).status_code == 302
    assert Session.objects.count() == 1


def test_one_ticket_used_for_two_people_is_two_visits(study) -> None:
    browser, ticket = open_welcome(study.join_path)
    for name in ("ann", "bob"):
        address = f"{study.join_path}?member={name}"
        click = second_click(browser)
        assert click.post(address, {**AGREE, "ticket": ticket}).status_code == 302
    assert Session.objects.count() == 2


def test_an_empty_browser_is_a_new_person_on_an_open_link(study) -> None:
    for _ in range(2):
        Client().post(study.join_path, AGREE)
    assert Rater.objects.count() == 2


def test_who_was_screened_out_by_an_open_link_is_so_in_this_browser(study) -> None:
    browser = Client()
    browser.post(study.join_path, AGREE)
    Session.objects.get().finish("screened_out_colour")
    for reply in (browser.get(study.join_path, follow=True), browser.post(study.join_path, AGREE)):
        assert reply.status_code in {200, 302}
    page = browser.get(study.join_path, follow=True).content
    assert b"did not read as expected" in page and Session.objects.count() == 1
    # Nothing can know him in an empty browser: docs/recruiting.md says so.
    assert b"Do you agree?" in Client().get(study.join_path).content


def test_no_name_of_a_person_is_logged(study, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    for query in (
        "member=NAMED",
        "member=NAMED&member=NAMED",
        "who=NAMED",
        "who=NAMED&visit=NAMED",
    ):
        Client().get(f"{study.join_path}?{query}")
        Client().post(f"{study.join_path}?{query}", AGREE)
    told = [record for record in caplog.records if record.name != "django.db.backends"]
    assert any("Bad Request" in record.getMessage() for record in told)
    assert not [record for record in told if "NAMED" in record.getMessage()]


def test_another_person_at_the_same_computer_does_not_get_the_firsts_visits(study) -> None:
    browser = Client()
    first = browser.post(f"{study.join_path}?member=ann", AGREE).url
    browser.post(f"{study.join_path}?member=bob", AGREE)
    assert browser.get(first).status_code == 403
    assert browser.get("/withdraw/").content.count(b"Go back to the study") == 1


def test_refused_cookies_are_named_when_agreeing(study) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(study.join_path).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    browser.cookies.clear()
    reply = browser.post(study.join_path, {**AGREE, "csrfmiddlewaretoken": token})
    assert reply.status_code == 403 and b"does not keep cookies" in reply.content
    assert b"Allow cookies for this site" in reply.content
    assert not Rater.objects.exists()


def test_without_scripts_the_page_says_so(study) -> None:
    page = Client().get(study.join_path).content.decode()
    assert "This study needs JavaScript" in page.split("<noscript>")[1].split("</noscript>")[0]


def test_without_scripts_nobody_gets_past_the_screen(study) -> None:
    """A form without a script sends no measurement: the step is still the same."""
    browser = Client()
    step = browser.post(study.join_path, AGREE, follow=True).redirect_chain[-1][0]
    for fields in ({}, {"position": 0, "response_ms": 1}, {"position": 0, "measured": "{}"}):
        browser.post(step, fields)
    visit = Session.objects.get()
    assert browser.get(visit.get_absolute_url()).url == step
    assert not visit.trials.exists()


def test_links_are_written_with_each_panels_placeholders(study) -> None:
    links = {c.name: write_link("https://x.example/j/", c) for c in study.channels.all()}
    assert links == {
        "open": "https://x.example/j/",
        "prolific": "https://x.example/j/?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}"
        "&SESSION_ID={{%SESSION_ID%}}",
        "lab": "https://x.example/j/?who=PERSON&visit=VISIT",
        "pool": "https://x.example/j/?member=PERSON",
    }


def test_an_open_link_is_added_back(study) -> None:
    study.recruitments.filter(channel__kind="open").delete()
    assert add_open_link(study).channel.name == "open"
    assert Client().get(study.join_path).status_code == 200
