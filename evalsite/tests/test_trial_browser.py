"""The trial page in a real browser: pixels, keys, reloads, a lost network."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from evalsite.studies.models import Session, Vote
from evalsite.testing import log_in_rater, make_open_study, make_session
from evalsite.tests.grabbing import grab
from evalsite.tests.walking import answer, shown_trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(tmp_path) -> Session:
    size = {"width": 480, "height": 360}
    study = make_open_study(tmp_path, manifest=size, crop_width_px=400, crop_height_px=320)
    return make_session(study)


def enter(context: BrowserContext, live_server: Any, session: Session) -> Page:
    """Open the trial page with the cookie that joining gives."""
    client = Client()
    log_in_rater(client, session)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("studies:compare", args=[session.code]))
    return page


def test_a_whole_session_with_the_keyboard_and_a_reload_in_the_middle(
    context, live_server, session
) -> None:
    page = enter(context, live_server, session)
    for number in range(1, 8):
        shown_trial(page)
        answer(page, "123"[number % 3])
    interrupted = shown_trial(page)
    page.keyboard.press("Space")
    page.reload()
    assert shown_trial(page) == interrupted, "the same trial stands there after a reload"
    for _ in range(16):
        shown_trial(page)
        answer(page, "1")
    page.wait_for_url("**/done/")
    assert Vote.objects.filter(trial__session=session).count() == 23
    assert not session.trials.filter(vote=None).exists()


def test_answers_rest_until_both_have_been_seen(context, live_server, session) -> None:
    page = enter(context, live_server, session)
    shown_trial(page)
    choice = page.get_by_role("button", name="A is closer")
    expect(choice).to_be_disabled()
    expect(page.locator("#hint")).to_have_text("Flip to see the other one first")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert not Vote.objects.exists()
    page.get_by_role("button", name="Flip").click()
    expect(choice).to_be_enabled()
    choice.click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    vote = Vote.objects.get()
    assert vote.choice == "a" and vote.flips == 1 and vote.time_a_ms > 0 and vote.time_b_ms > 0
    assert vote.viewport_width_px == 1280 and vote.device_pixel_ratio == 1


def test_nothing_moves_when_a_and_b_change_but_the_pixels(context, live_server, session) -> None:
    page = enter(context, live_server, session)
    shown_trial(page)
    places = """[...document.querySelectorAll("canvas, button, figcaption")].map(
        (each) => JSON.stringify(each.getBoundingClientRect()))"""
    before = page.evaluate(places)
    page.keyboard.press("Space")
    assert page.evaluate(places) == before


def test_foreign_bytes_in_the_browsers_store_do_no_harm(context, live_server, session) -> None:
    page = enter(context, live_server, session)
    shown_trial(page)
    names = [f"outbox:{session.code}", f"outbox:{session.code}:{shown_trial(page).code}", "outbox"]
    for name in names:
        for junk in ("{broken", "null", "[]", '{"vote": 1}'):
            page.evaluate("([name, junk]) => localStorage.setItem(name, junk)", [name, junk])
            page.reload()
    shown_trial(page)
    answer(page, "1")
    assert Vote.objects.count() == 1


def test_the_pictures_zoom_together(context, live_server, session) -> None:
    page = enter(context, live_server, session)
    trial = shown_trial(page)
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Zoom")).to_have_attribute("aria-pressed", "true")
    height, width = trial.crop.height_px, trial.crop.width_px
    shown = grab(page, "#original")
    assert shown.shape[:2] == (height, width)
    doubled = shown[::2, ::2].repeat(2, axis=0).repeat(2, axis=1)
    assert (doubled == shown).all(), "each pixel is two by two device pixels"


def test_a_window_dragged_to_a_finer_monitor_keeps_its_pixels(
    context, live_server, session, settings
) -> None:
    page = enter(context, live_server, session)
    trial = shown_trial(page)
    # Of the same size in CSS pixels, so that the browser tells of no "resize".
    finer = {"width": 1280, "height": 720, "deviceScaleFactor": 2, "mobile": False}
    context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", finer)
    half = f"{trial.crop.width_px // 2}px"
    expect(page.locator("#original")).to_have_css("width", half)
    expect(page.locator("#candidate")).to_have_css("width", half)
