"""At the least window that the checks accept, nobody has to scroll to read, look or answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

import pytest
from playwright.sync_api import Browser, Page

from evalsite.tests.walking import take_item, wait_until
from raters.answering import record_answer
from raters.baking import WINDOW_PX
from raters.checks.device import GROWTH_PX, POLICY
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.testing import due_item, make_attempt, make_bank, right_answer, wrong_answer
from raters.tests.entering import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What lies outside the window: words, pictures and buttons of the page before anybody scrolls.
PARTS = "main :is(h1, p, li, canvas, img, button, .track)"
OUTSIDE = """(parts) => [...document.querySelectorAll(parts)]
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height)
  .filter(([, { top, left, bottom, right }]) =>
    top < 0 || left < 0 || bottom > innerHeight || right > innerWidth)
  .map(([each, { bottom, right }]) =>
    `${each.tagName} ${each.id} ${right} ${bottom} ${each.textContent.trim()}`)"""
RIGHT, WRONG = right_answer, wrong_answer


@pytest.fixture(params=[1, 1.25, 1.5, 2], ids=lambda ratio: f"ratio {ratio}")
def least(request, chromium: Browser, live_server) -> Iterator[Page]:
    """The page of a window that is just large enough."""
    ratio = request.param
    sides = zip(("width", "height"), GROWTH_PX, strict=True)
    needs = {name: POLICY[f"window_{name}_px"] + more * (ratio - 1) for name, more in sides}
    context = chromium.new_context(
        viewport={name: ceil(need / ratio) for name, need in needs.items()},
        screen={"width": 1280, "height": 720},
        device_scale_factor=ratio,
    )
    yield context.new_page()
    context.close()


def begin(page: Page, live_server, check: str, **policy: int) -> ScreeningAttempt:
    attempt = make_attempt(check, policy=policy, return_path="/withdraw/", minutes_left=12)
    let_in(page.context, live_server.url, attempt.rater)
    return attempt


def look(page: Page, live_server, attempt: ScreeningAttempt, ready: str) -> str:
    """Open the item that is due, expect all of it inside the window, and give its words."""
    page.goto(live_server.url + attempt.get_absolute_url())
    wait_until(lambda: page.locator(ready).count(), page)
    page.wait_for_timeout(100)
    expect_inside(page)
    return page.locator("main").inner_text()


def expect_inside(page: Page) -> None:
    assert not page.locator("dialog[open]").count()
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(OUTSIDE, PARTS) == []


def answer(attempt: ScreeningAttempt, how: Callable[[dict], str]) -> ScreeningAnswer:
    due = due_item(attempt)
    assert due is not None
    return record_answer(due, given=how(due.item), response_ms=900) or due


def answer_plates(attempt: ScreeningAttempt, *, wrong: int) -> None:
    """All of the first form."""
    rules = attempt.policy
    for _ in range(int(rules["plates"] + rules["tritan_plates"])):
        due = due_item(attempt)
        miss = due.item["kind"] == "scored" and wrong > 0
        wrong -= miss
        record_answer(due, given=(WRONG if miss else RIGHT)(due.item), response_ms=900)


def test_the_screen_and_its_patches(least, live_server) -> None:
    attempt = begin(least, live_server, "device")
    look(least, live_server, attempt, "#go:not([disabled])")
    take_item(least)
    assert "faint" in look(least, live_server, attempt, "#picture")
    answer(attempt, WRONG)
    assert "brighter" in look(least, live_server, attempt, "#picture")


def test_the_viewing_distance(least, live_server) -> None:
    attempt = begin(least, live_server, "device", distance=1)
    look(least, live_server, attempt, "#go:not([disabled])")
    take_item(least)
    answer(attempt, RIGHT)
    answer(attempt, RIGHT)
    look(least, live_server, attempt, "#card[data-state=ready]")
    take_item(least)
    look(least, live_server, attempt, "#blind-spot[data-state=ready]")


def test_the_plates_with_each_thing_said_above_them(least, live_server) -> None:
    attempt = begin(least, live_server, "colour")
    assert "four seconds" in look(least, live_server, attempt, "#plate")
    least.keyboard.press("Enter")
    for state in ("data-state", "data-state=masked"):
        wait_until(lambda state=state: least.locator(f"#plate[{state}]").count(), least)
        expect_inside(least)
    answer(attempt, WRONG)
    assert "night mode" in look(least, live_server, attempt, "#plate")
    answer(attempt, RIGHT)
    look(least, live_server, attempt, "#plate")
    answer(attempt, WRONG)
    assert "whole disc" in look(least, live_server, attempt, "#plate")
    answer_plates(attempt, wrong=3)
    assert "Here are some more" in look(least, live_server, attempt, "#plate")


def test_the_button_on_a_plate_lies_within_its_disc(least, live_server) -> None:
    attempt = begin(least, live_server, "colour")
    look(least, live_server, attempt, "#plate")
    disc, button = (least.locator(name).bounding_box() for name in ("#picture", "#show"))
    half = (button["width"] ** 2 + button["height"] ** 2) ** 0.5 / 2
    assert half < disc["width"] / 2
    lines = "() => { const r = document.createRange(); r.selectNode(show.firstChild);"
    assert least.evaluate(lines + "return r.getClientRects().length }") == 1


def test_the_details_and_what_is_said_after_practice(least, live_server) -> None:
    make_bank(height=WINDOW_PX, width=WINDOW_PX)
    attempt = begin(least, live_server, "artefact")
    ready = "#artefact[data-state=ready]"
    assert "take turns" in look(least, live_server, attempt, ready)
    answer(attempt, RIGHT)
    look(least, live_server, attempt, ready)
    while due_item(attempt).item["kind"] == "practice":
        answer(attempt, WRONG)
    assert "From here on it counts" in look(least, live_server, attempt, ready)
