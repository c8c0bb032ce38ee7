"""Browsers that cannot take part, or try to slip past: each is told plainly what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from evalsite.studies.models import Session, Study, Vote
from evalsite.testing import make_open_study, make_session
from evalsite.tests import walking
from evalsite.tests.auditing import audit
from raters.models import Rater, ScreeningAnswer
from raters.testing import MEASURED, due_item, enter, make_attempt, make_bank
from raters.tests.entering import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP = {"width": 1280, "height": 720}
PHONE = {
    "viewport": {"width": 412, "height": 839},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture
def study(tmp_path) -> Study:
    size = {"width": 480, "height": 360}
    return make_open_study(tmp_path, manifest=size, crop_width_px=400, crop_height_px=320)


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Any:
    """Pages of other kinds of browser."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        contexts.append(chromium.new_context(**{"viewport": DESKTOP, **options}))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def check_until_it_ends(page: Page) -> Session:
    """Press "Check again" as often as the page lets one."""
    for _ in range(3):
        page.wait_for_selector("#screen[data-state=bad]")
        expect(page.locator("#go")).to_be_enabled()
        with page.expect_navigation():
            page.locator("#go").click()
    page.wait_for_url("**/done/")
    expect(page.locator("h1")).to_have_text("This screen does not fit the study")
    session = walking.latest_session()
    assert session.outcome == "device"
    return session


def test_a_phone_is_told_to_use_a_computer(open_page, live_server, study) -> None:
    page = open_page(**PHONE)
    page.goto(live_server.url + study.join_path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="I agree").tap()
    expect(page.locator("#problems")).to_contain_text("open the link on a desktop or laptop")
    assert audit(page) == []
    session = check_until_it_ends(page)
    measured = session.rater.attempts.get().measured
    assert measured["coarse_pointer"] and not measured["fine_pointer"]


@pytest.mark.parametrize("feature", ["createImageBitmap", "HTMLDialogElement"])
def test_a_browser_that_lacks_something_is_told_what(
    open_page, live_server, study, feature
) -> None:
    page = open_page()
    page.add_init_script(f"delete window.{feature}")
    page.goto(live_server.url + study.join_path)
    walking.agree(page)
    name = {"HTMLDialogElement": "dialog"}.get(feature, feature)
    expect(page.locator("#problems")).to_contain_text(f"Your browser lacks {name}")
    check_until_it_ends(page)


def test_a_browser_that_cannot_read_the_script_is_told_so(open_page, live_server, study) -> None:
    page = open_page()
    page.route("**/screen.js", lambda route: route.fulfill(body="not ?? script ((", status=200))
    page.goto(live_server.url + study.join_path)
    walking.agree(page)
    expect(page.locator("#verdict")).to_contain_text("too old for this page")
    expect(page.locator("#go")).to_be_hidden()


def refuse(what: str) -> dict[str, Any]:
    """Settings of a browser whose owner refuses something on every site."""
    return {"profile": {"default_content_setting_values": {what: 2}}}


def expect_told_of_scripts(page: Page) -> None:
    # By its place: the driver's search for words leaves <noscript> out.
    told = page.locator("noscript .notice")
    expect(told).to_be_visible()
    assert "This study needs JavaScript." in told.inner_text()


def visit_screen(page: Page, address: str, rater: Rater) -> None:
    page.goto(address + make_attempt("device", rater=rater).get_absolute_url())


def visit_patch(page: Page, address: str, rater: Rater) -> None:
    attempt = make_attempt("device", rater=rater)
    client = Client()
    enter(client, rater)
    fields = {"position": 0, "response_ms": 1, "measured": json.dumps(MEASURED)}
    due_item(attempt)
    client.post(attempt.get_absolute_url(), fields)
    page.goto(address + attempt.get_absolute_url())


def visit_plate(page: Page, address: str, rater: Rater) -> None:
    page.goto(address + make_attempt("colour", rater=rater).get_absolute_url())


def visit_artefact(page: Page, address: str, rater: Rater) -> None:
    page.goto(address + make_attempt("artefact", rater=rater).get_absolute_url())


@pytest.mark.parametrize("visit", [visit_screen, visit_patch, visit_plate, visit_artefact])
def test_without_scripts_no_check_can_be_answered_and_the_page_says_so(
    open_profile, live_server, visit: Callable[..., None]
) -> None:
    make_bank()
    page = open_profile(refuse("javascript"), viewport=DESKTOP).pages[0]
    session_rater = make_attempt("colour").rater
    let_in(page.context, live_server.url, session_rater)
    visit(page, live_server.url, session_rater)
    expect_told_of_scripts(page)
    expect(page.locator("main button:visible")).to_have_count(0)
    answered = ScreeningAnswer.objects.exclude(answered_at=None).exclude(item__kind="screen")
    assert not answered.exists()


def test_without_scripts_nobody_takes_a_place(open_profile, live_server, study) -> None:
    page = open_profile(refuse("javascript"), viewport=DESKTOP).pages[0]
    page.goto(live_server.url + study.join_path)
    expect_told_of_scripts(page)
    expect(page.get_by_role("button", name="I agree")).to_have_count(0)
    page.get_by_role("button", name="I do not agree").click()
    expect(page.locator("h1")).to_have_text("That is fine")
    assert study.sessions.get().outcome == "no_consent"


def test_without_scripts_no_pair_can_be_answered(open_profile, live_server, study) -> None:
    session = make_session(study)
    page = open_profile(refuse("javascript"), viewport=DESKTOP).pages[0]
    let_in(page.context, live_server.url, session.rater, session.code)
    page.goto(f"{live_server.url}{session.get_absolute_url()}")
    expect_told_of_scripts(page)
    expect(page.locator("main button:visible")).to_have_count(0)
    assert not Vote.objects.exists()


def test_refused_cookies_are_asked_for(open_profile, live_server, study) -> None:
    page = open_profile(refuse("cookies"), viewport=DESKTOP).pages[0]
    page.goto(live_server.url + study.join_path)
    walking.agree(page)
    expect(page.locator("h1")).to_contain_text("Your browser does not keep cookies")
    expect(page.locator("p")).to_contain_text("Allow cookies for this site")
    assert not Session.objects.exists() and not Rater.objects.exists()


def test_the_back_button_shows_the_item_that_is_due(page, live_server) -> None:
    attempt = make_attempt("colour", return_path="/withdraw/")
    let_in(page.context, live_server.url, attempt.rater)
    page.goto(live_server.url + attempt.get_absolute_url())
    for _ in range(2):
        walking.take_item(page)
    walking.turn_pages(page.go_back, page)
    expect(page.locator("#plate")).to_have_attribute("data-position", "2")
    assert due_item(attempt).position == 2
    walking.turn_pages(page.go_back, page)
    walking.turn_pages(page.go_forward, page)
    expect(page.locator("#plate")).to_have_attribute("data-position", "2")


def test_a_second_tab_neither_doubles_nor_changes_an_answer(page, live_server) -> None:
    attempt = make_attempt("colour", return_path="/withdraw/")
    let_in(page.context, live_server.url, attempt.rater)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(live_server.url + attempt.get_absolute_url())
    walking.take_item(page)
    first = attempt.answers.get(position=0)
    other.bring_to_front()
    other.locator("#show").press("Enter")
    # Its plate is past, and so is what one would answer to it.
    other.wait_for_timeout(500)
    if other.locator("#plate[data-state]").count():
        other.keyboard.press("n")
    other.reload()
    expect(other.locator("#plate")).to_have_attribute("data-position", "1")
    assert attempt.answers.get(position=0).given == first.given


@pytest.mark.parametrize("small", [{"width": 700, "height": 720}, {"width": 1280, "height": 400}])
def test_a_window_made_too_small_stops_the_trials_until_it_is_mended(
    context, live_server, study, small
) -> None:
    session = make_session(study)
    let_in(context, live_server.url, session.rater, session.code)
    page = context.new_page()
    page.goto(f"{live_server.url}{session.get_absolute_url()}")
    walking.shown_trial(page)
    walking.see_both(page)
    page.set_viewport_size(small)
    expect(page.locator("#mend")).to_be_visible()
    expect(page.locator("#mend")).to_contain_text("Make this window larger")
    assert audit(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_timeout(1500)
    expect(page.locator("#mend")).to_be_visible()
    assert not Vote.objects.exists()
    page.set_viewport_size(DESKTOP)
    expect(page.locator("#mend")).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator("#next")).to_be_visible()
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(("check", "form"), [("colour", "plate"), ("artefact", "artefact")])
def test_the_checks_stop_and_go_on_too(page, live_server, check, form) -> None:
    make_bank()
    attempt = make_attempt(check, return_path="/withdraw/")
    let_in(page.context, live_server.url, attempt.rater)
    page.set_viewport_size({"width": 600, "height": 720})
    page.goto(live_server.url + attempt.get_absolute_url())
    expect(page.locator("#mend")).to_contain_text("Make this window larger")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1200)
    assert not page.locator(f"#{form}[data-state]").count(), "nothing is shown meanwhile"
    assert ScreeningAnswer.objects.get().answered_at is None
    page.set_viewport_size(DESKTOP)
    expect(page.locator("#mend")).to_be_hidden()
    walking.take_item(page)
    expect(page.locator(f"#{form}")).to_have_attribute("data-position", "1")
