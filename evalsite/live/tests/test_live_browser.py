"""The live page in a real browser: it goes on by itself, and nobody loses his place."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evalsite.live import describing
from evalsite.live.tests.scene import (
    add_votes,
    make_live_study,
    make_refresh,
    make_simulated,
)
from evalsite.testing import make_session
from evalsite.tests.auditing import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MARK = "document.querySelector('#live').dataset.mark = 'the same page'"
HAS_MARK = "document.querySelector('#live').dataset.mark === 'the same page'"


@pytest.fixture
def study():
    study = make_live_study(codecs=3, rates=3)
    add_votes(make_session(study), 4, chosen="active")
    return study


@pytest.fixture
def open_live(context, live_server, study, monkeypatch):
    """Opens the page as the study's researcher, asking several times a second."""
    monkeypatch.setattr(describing, "NEXT_MS", 300)
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    def open_live(page, query: str = ""):
        page.goto(live_server.url + reverse("live:live", args=[study.slug]) + query)
        page.evaluate(MARK)
        return page

    return open_live


def panel(page, name: str):
    return page.locator(f"[data-panel={name}]")


def value(page, fact: str):
    return page.locator(f"[data-fact={fact}] .value")


def test_what_happens_appears_without_a_reload(page, open_live, study) -> None:
    open_live(page)
    expect(value(page, "answers")).to_have_text("4")
    expect(panel(page, "scores").locator(".nothing")).to_be_visible()
    expect(panel(page, "scores").locator("figure")).to_be_hidden()
    add_votes(make_session(study, screened=False), 3, kind="trap")
    make_refresh(study, 500)
    expect(value(page, "answers")).to_have_text("7")
    expect(value(page, "running")).to_have_text("2")
    expect(page.locator("[data-kind=people]")).to_have_text("People: 2 sessions")
    expect(panel(page, "scores").locator("figure[data-state=drawn] svg")).to_be_visible()
    expect(panel(page, "scores").locator("tbody tr")).to_have_count(9)
    expect(panel(page, "quality").locator("tbody tr").first).to_contain_text("3")
    assert page.evaluate(HAS_MARK)


def test_a_picture_with_nothing_wanted_has_its_scales(page, open_live, study) -> None:
    """Vega warns of rows without an extent."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    make_refresh(study, 500)
    make_refresh(study, 700, coverage=[[*pair, 1] for pair in pairs_of(study)])
    open_live(page)
    expect(panel(page, "width").locator("figure[data-state=drawn] svg")).to_be_visible()
    expect(panel(page, "coverage").locator("figure[data-state=drawn] svg")).to_be_visible()
    assert said == []
    fields = [page.locator(f"#id_{name}").bounding_box() for name in ("width", "against")]
    assert fields[0]["y"] == fields[1]["y"] and fields[0]["height"] == fields[1]["height"]


def pairs_of(study):
    return combinations(study.conditions.order_by("pk").values_list("pk", flat=True), 2)


def test_a_picture_is_changed_and_not_drawn_anew(page, open_live, study) -> None:
    make_refresh(study, 500)
    open_live(page)
    width = panel(page, "width")
    marks = width.locator("svg .mark-symbol path")
    expect(marks).to_have_count(1)
    page.evaluate("document.querySelector('[data-panel=width] svg').dataset.old = 'yes'")
    for votes in (700, 900):
        make_refresh(study, votes)
    expect(marks).to_have_count(3)
    expect(width.locator("svg[data-old=yes]")).to_be_visible()
    expect(width.locator("tbody tr").first).to_contain_text("900")


def test_focus_scroll_and_what_is_typed_stay(page, open_live, study) -> None:
    make_refresh(study, 500)
    open_live(page)
    scores = panel(page, "scores").locator(".scroll")
    scores.evaluate("each => each.scrollTop = 60")
    page.get_by_label("Wanted width").fill("2.5")
    top = page.evaluate("scrollY")
    make_refresh(study, 900)
    expect(panel(page, "width").locator("tbody tr")).to_have_count(2)
    assert page.evaluate("document.activeElement.name") == "width"
    assert page.get_by_label("Wanted width").input_value() == "2.5"
    assert scores.evaluate("each => each.scrollTop") == 60
    assert page.evaluate("scrollY") == top


def test_it_says_since_when_it_is_not_up_to_date_and_recovers(page, open_live, study) -> None:
    open_live(page)
    since = page.locator("#at").inner_text()
    page.context.set_offline(True)
    expect(page.locator("#stale")).to_contain_text("Not up to date since")
    assert page.locator("#at").inner_text() >= since
    add_votes(make_session(study, screened=False), 2)
    page.context.set_offline(False)
    expect(value(page, "answers")).to_have_text("6")
    expect(page.locator("#stale")).to_be_hidden()


def test_who_is_logged_out_is_told(page, open_live) -> None:
    open_live(page)
    page.context.clear_cookies()
    expect(page.locator("#stale")).to_contain_text("You are no longer logged in")


def test_a_width_is_asked_for_in_place_and_nonsense_is_refused(page, open_live, study) -> None:
    for votes in (500, 700, 900):
        make_refresh(study, votes)
    open_live(page)
    field, said = page.get_by_label("Wanted width"), panel(page, "width").locator(".said")
    field.fill("900")
    page.get_by_role("button", name="How many more votes?").click()
    expect(page.locator("#width-problem")).to_contain_text("from 0.1 to 100")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("3")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("3 points need about")
    expect(page.locator("#width-problem")).to_be_hidden()
    expect(panel(page, "width").locator("svg")).to_contain_text("3 points wanted")
    assert page.evaluate(HAS_MARK) and "width=3" in page.url
    make_refresh(study, 2000)
    expect(panel(page, "width").locator("tbody tr")).to_have_count(4)
    expect(said).to_contain_text("3 points need about")


@pytest.mark.parametrize(("scene", "ratio"), [("empty", 1), ("full", 2)])
def test_nothing_is_wrong_with_it_for_a_screen_reader_or_the_keyboard(
    chromium, live_server, study, ratio, scene
) -> None:
    if scene == "full":
        add_votes(make_simulated(study), 3, kind="trap")
        for votes in (500, 700):
            make_refresh(study, votes)
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, device_scale_factor=ratio
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    query = "?who=simulated&width=500" if scene == "empty" else ""
    page.goto(live_server.url + reverse("live:live", args=[study.slug]) + query)
    if scene == "full":
        expect(panel(page, "coverage").locator("svg")).to_be_visible()
    found = audit(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert found == [] and not wide
