"""The boosted comparison in a real browser: exact pixels, the stated rate, how flicker stops."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from evalsite.studies.models import Trial, Vote
from evalsite.tests.auditing import audit
from evalsite.tests.grabbing import grab
from evalsite.tests.recording import expect_nothing_told
from evalsite.tests.test_presentations_browser import TELLING, repeat
from evalsite.tests.walking import agree, answer, latest_session, see_both, shown_trial
from evalsite.tests.watching_trials import files_of, make_visit, open_trials
from raters.models import Consent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"crop_width_px": 150, "crop_height_px": 140}
# What each frame shows in the candidate's place, told apart by its first row.
WATCH = """(frames) => new Promise((resolve) => {
    const canvas = document.querySelector("#candidate");
    const rows = [];
    const look = (time) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1);
        rows.push([time, data.join()]);
        if (rows.length > frames) {
            const names = [...new Set(rows.map((row) => row[1]))];
            resolve(rows.map(([at, row]) => [at, names.indexOf(row)]));
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""


def amplified(trial: Trial, side: str, factor: int) -> np.ndarray:
    files = {name: picture.astype(int) for name, picture in files_of(trial).items()}
    boosted = files["original"] + factor * (files[side] - files["original"])
    return np.clip(boosted, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("presentation", ["flip_with_reference", "side_by_side"])
def test_what_is_drawn_is_the_difference_enlarged_in_whole_numbers(
    context, live_server, tmp_path, presentation, received
) -> None:
    boost = {"boost_zoom": 2, "boost_amplify": 5, "presentation": presentation}
    page = open_trials(context, live_server, make_visit(tmp_path, **SMALL, **boost))
    beside = presentation == "side_by_side"
    clipped = 0
    for _ in range(2):
        trial = shown_trial(page)
        assert (grab(page, "#original") == repeat(files_of(trial)["original"], 2)).all()
        for side in ("a", "b"):
            expected = amplified(trial, side, 5)
            clipped += int(((expected == 0) | (expected == 255)).sum())
            shown = grab(page, f"#{side}" if beside else "#candidate")
            assert (shown == repeat(expected, 2)).all()
            page.keyboard.press("Space")
        answer(page, "1")
    assert clipped > 0, "some differences went past the ends"
    assert Vote.objects.first().pixel_exact
    expect_nothing_told(received, TELLING, least_images=5)


def changes(seen: list[list[float]]) -> tuple[int, float]:
    """How often the picture changed, and in how many seconds."""
    what = [row[1] for row in seen]
    return sum(a != b for a, b in zip(what, what[1:], strict=False)), (
        seen[-1][0] - seen[0][0]
    ) / 1000


def watch_rate(page: Page) -> float:
    """Changes a second, in the quickest of some stretches: a busy machine leaves frames out."""
    rates_hz: list[float] = []
    while len(rates_hz) < 5 and max(rates_hz, default=0) < 9:
        count, spent_s = changes(page.evaluate(WATCH, 120))
        rates_hz.append(count / spent_s)
    return max(rates_hz)


def show_copy(page: Page) -> None:
    """Both have been seen, and the one that is not the original itself stands there."""
    trial = shown_trial(page)
    see_both(page)
    if page.locator("#side").text_content() == trial.expected.upper():
        page.keyboard.press("Space")


def test_flicker_keeps_its_rate_and_escape_stops_it_at_once(
    context, live_server, tmp_path, capsys
) -> None:
    page = open_trials(context, live_server, make_visit(tmp_path, **SMALL, flicker_hz=10))
    show_copy(page)
    seen_hz = watch_rate(page)
    with capsys.disabled():
        print(f"\nflicker: {seen_hz:.2f} changes a second where 10 are asked for")
    assert seen_hz == pytest.approx(10, rel=0.15)
    page.keyboard.press("Escape")
    expect(page.locator("#still")).to_be_visible()
    assert changes(page.evaluate(WATCH, 30))[0] == 0
    assert audit(page) == []
    page.keyboard.press("Escape")  # once more closes dialogs against a page's will
    page.keyboard.press("Escape")
    expect(page.locator("#still")).to_be_visible()
    assert changes(page.evaluate(WATCH, 30))[0] == 0
    page.get_by_role("button", name="Go on, with flicker").click()
    expect(page.locator("#still")).to_be_hidden()
    assert changes(page.evaluate(WATCH, 30))[0] > 0
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    # A busy machine leaves some out of what is drawn between two looks; none adds any.
    assert 5 < Vote.objects.get().flicker_hz < 11.5


def test_whoever_asks_for_less_motion_sees_none(context, live_server, tmp_path) -> None:
    visit = make_visit(tmp_path, **SMALL, flicker_hz=10)
    page = open_trials(context, live_server, visit)
    show_copy(page)
    assert changes(page.evaluate(WATCH, 30))[0] > 0
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("#still-reduced")).to_be_visible()
    expect(page.locator("#still-go")).to_be_hidden()
    assert changes(page.evaluate(WATCH, 30))[0] == 0
    page.get_by_role("link", name="Stop for good").click()
    expect(page.get_by_text("asks pages for less motion")).to_be_visible()
    expect(page.get_by_role("button", name="I agree")).to_be_hidden()
    page.get_by_role("button", name="I do not want").click()
    expect(page.get_by_role("heading", name="That is fine")).to_be_visible()
    visit.refresh_from_db()
    assert visit.outcome == "no_consent"


def expect_still(page: Page) -> None:
    assert page.evaluate("document.getAnimations().length") == 0
    assert not page.locator("canvas, img, video").count()


def test_nothing_flickers_before_the_warning_was_agreed_to(page, live_server, tmp_path) -> None:
    visit = make_visit(tmp_path, **SMALL, flicker_hz=7.5)
    page.goto(live_server.url + visit.study.join_path)
    agree(page)
    page.wait_for_url("**/flicker/")
    expect_still(page)
    assert audit(page) == []
    expect(page.get_by_text("7.5 times a second")).to_be_visible()
    page.get_by_role("button", name="I agree to see flicker").press("Enter")
    page.wait_for_url("**/check/**")
    page.wait_for_load_state("networkidle")
    session = latest_session()
    purpose = f"flicker {session.code.hex}"
    assert Consent.objects.get(purpose=purpose).agreed and session != visit


def test_a_browser_that_alters_what_is_read_of_pictures_is_told_so(
    context, live_server, tmp_path
) -> None:
    context.add_init_script("""
        const read = CanvasRenderingContext2D.prototype.getImageData;
        CanvasRenderingContext2D.prototype.getImageData = function (...where) {
            const pixels = read.apply(this, where);
            pixels.data[20] ^= 1;
            return pixels;
        };""")
    page = open_trials(context, live_server, make_visit(tmp_path, **SMALL, boost_amplify=2))
    expect(page.locator("#hint")).to_contain_text("Your browser changes pictures")
