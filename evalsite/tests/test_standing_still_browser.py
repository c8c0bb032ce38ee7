"""Whatever the next picture's size and whatever is said, no button of the trial page moves."""

from __future__ import annotations

from math import ceil

import pytest
from playwright.sync_api import Page, expect

from evalsite.studies.rules.opening import window_needs_px
from evalsite.tests.walking import answer, see_both, shown_trial, trial_code
from evalsite.tests.watching_trials import make_visit, open_trials
from raters.checks.device import GROWTH_PX
from raters.tests.test_small_window_browser import OUTSIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEIGHTS = (340, 90)  # of two photographs
LOW = {"manifest": {"width": 400, "heights": HEIGHTS}, "crop_width_px": 384, "crop_height_px": 384}
PLACES = """() => Object.fromEntries(
  [...document.querySelectorAll(".answers button, .away a, .asked h1, .told")].map((each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return [each.textContent.trim() || each.className, [x, y, width, height].join()];
  }))"""
PARTS = "#compare :is(h1, p, a, canvas, button)"
# Words that need more room than they have.
SPILLED = "() => hint.scrollHeight > hint.parentElement.clientHeight"
RATIOS = (1, 2)


def height_of(page: Page) -> int:
    """Of the picture on screen, in its pixels."""
    return int(page.evaluate("document.querySelector('#candidate').height"))


@pytest.mark.parametrize("ratio", RATIOS)
def test_buttons_stay_where_they_are_when_pictures_of_another_size_come(
    chromium, live_server, tmp_path, ratio
) -> None:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, device_scale_factor=ratio
    )
    page = open_trials(context, live_server, make_visit(tmp_path, **LOW))
    places, heights = set(), set()
    for _ in range(10):
        shown_trial(page)
        heights.add(height_of(page))
        places.add(str(page.evaluate(PLACES)))
        answer(page, "1")
    context.close()
    assert heights == set(HEIGHTS)
    assert len(places) == 1, places


def test_what_is_shown_stands_in_the_middle_of_the_window(chromium, live_server, tmp_path) -> None:
    """At a ratio of 2 small pictures take a third of the window: the rest is above and below."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, device_scale_factor=2)
    page = open_trials(context, live_server, make_visit(tmp_path, **LOW))
    shown_trial(page)
    above = page.locator(".asked").bounding_box()["y"]
    told = page.locator(".told").bounding_box()
    below = page.locator(".away").bounding_box()["y"] - told["y"] - told["height"]
    context.close()
    assert above > 150 and abs(above - below) < 20


@pytest.mark.parametrize(
    ("presentation", "ratio"),
    [("flip", 1), ("no_reference", 1.25), ("side_by_side", 1.5), ("no_reference", 2)],
)
def test_all_of_it_fits_into_the_least_window_and_next_has_one_place(
    chromium, live_server, tmp_path, ratio, presentation
) -> None:
    visit = make_visit(tmp_path, presentation=presentation, **LOW)
    needs = zip(window_needs_px(visit.study), GROWTH_PX, strict=True)
    width, height = (ceil((need + more * (ratio - 1)) / ratio) for need, more in needs)
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        screen={"width": 1280, "height": 800},
        device_scale_factor=ratio,
    )
    page = open_trials(context, live_server, visit)
    places = {practise(page, key) for key in "321"}
    context.close()
    assert len(places) == 1, places


def practise(page: Page, key: str) -> str:
    """Answer a pair of practice, look at what is said, go on; where the button stood."""
    shown_trial(page)
    before = trial_code(page)
    see_both(page)
    page.keyboard.press(key)
    expect(page.locator("#next")).to_be_visible()
    assert page.evaluate(OUTSIDE, PARTS) == []
    assert not page.evaluate(SPILLED)
    place = str(page.locator("#next").bounding_box())
    page.keyboard.press("Enter")
    expect(page.locator("#next")).to_be_hidden()
    page.wait_for_function(
        "before => document.querySelector('dialog[open]') || compare.dataset.trial !== before",
        arg=before,
    )
    return place


def test_the_picture_that_is_explained_is_the_one_in_sight(context, live_server, tmp_path) -> None:
    page = open_trials(context, live_server, make_visit(tmp_path, presentation="flip"))
    trial = shown_trial(page)
    see_both(page)
    name = trial.expected.upper()
    while page.locator("#side").text_content() == name:
        page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.locator("#next")).to_be_visible()
    expect(page.locator("#hint")).to_contain_text(f"{name} is the original itself")
    expect(page.locator("#side")).to_have_text(name)


def test_the_zoom_told_is_the_one_on_screen(context, live_server, tmp_path) -> None:
    small = {"crop_width_px": 150, "crop_height_px": 140}
    page = open_trials(context, live_server, make_visit(tmp_path, **small, boost_zoom=2))
    shown_trial(page)
    for level in ("2×", "4×", "8×", "2×"):
        expect(page.locator("#level")).to_have_text(level)
        page.keyboard.press("z")


def test_what_flickers_waits_for_a_visitor_who_comes_back(context, live_server, tmp_path) -> None:
    small = {"crop_width_px": 150, "crop_height_px": 140}
    page = open_trials(context, live_server, make_visit(tmp_path, **small, flicker_hz=10))
    shown_trial(page)
    answer(page, "1")
    page.reload()
    expect(page.locator("#pause-words")).to_contain_text("flicker again as soon as you go on")
    page.wait_for_timeout(500)
    assert not trial_code(page), "nothing is drawn yet"
    page.keyboard.press("Enter")
    shown_trial(page)
    answer(page, "1")
    assert not page.locator("#pause[open]").count(), "said once"
