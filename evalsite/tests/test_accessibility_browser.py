"""The whole journey by keyboard alone, each kind of page audited, on two kinds of screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from evalsite.studies.models import Study, Vote
from evalsite.testing import make_open_study
from evalsite.tests import walking
from evalsite.tests.auditing import audit, press_by_tab
from raters.models import ScreeningAttempt
from raters.testing import make_attempt
from raters.tests.entering import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Auditor:
    """Audits each kind of page once, and remembers which it saw."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        if name in self.seen:
            return
        self.seen[name] = audit(self.page)
        self.page.evaluate("document.activeElement?.blur()")

    def problems(self) -> dict[str, list[str]]:
        return {name: found for name, found in self.seen.items() if found}


@pytest.fixture(params=[1, 2], ids=["1280x720", "1280x720 at ratio 2"])
def screen(request, chromium: Browser, live_server) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, device_scale_factor=request.param
    )
    yield context.new_page()
    context.close()


def join(auditor: Auditor, address: str) -> None:
    auditor.page.goto(address)
    auditor.look("welcome")
    press_by_tab(auditor.page, "I agree")
    walking.wait_until(lambda: "/check/" in auditor.page.url, auditor.page)


def take_checks(auditor: Auditor) -> None:
    page = auditor.page
    while "/check/" in page.url:
        form = walking.read(page, "document.querySelector('form[data-position]')?.id")
        if form == "screen":
            walking.wait_until(lambda: page.locator("#go:not([disabled])").count(), page)
        if form:
            auditor.look(form)
        if form == "plate":
            page.locator("#show").focus() if page.locator("#show:visible").count() else None
            page.keyboard.press("Enter")
            walking.wait_until(lambda: page.locator("#plate[data-state]").count(), page)
            auditor.look("plate shown")
        if form == "screen":
            page.locator("#go").focus()
        walking.take_item(page)


def compare(auditor: Auditor) -> None:
    page = auditor.page
    walking.wait_until(lambda: page.locator("dialog[open]").count(), page)
    auditor.look("dialog")
    page.locator("#go-on").focus()
    walking.wait_for_trial(page)
    auditor.look("trial")
    walking.see_both(page)
    page.keyboard.press("1")
    expect(page.locator("#next")).to_be_visible()
    auditor.look("practice explained")
    explained = walking.trial_code(page)
    page.locator("#next").press("Enter")
    walking.wait_until(lambda: walking.trial_code(page) != explained, page)
    walking.compare_all(page)
    page.wait_for_url("**/done/")
    auditor.look("done")


def test_the_whole_journey_by_keyboard_alone(screen, live_server, tmp_path) -> None:
    study: Study = make_open_study(tmp_path, manifest={"width": 480, "height": 360})
    auditor = Auditor(screen)
    join(auditor, live_server.url + study.join_path)
    take_checks(auditor)
    compare(auditor)
    press_by_tab(screen, "Withdraw")
    screen.wait_for_url("**/withdraw/")
    auditor.look("withdraw")
    assert auditor.problems() == {}
    assert {"welcome", "screen", "patch", "plate", "plate shown", "artefact"} <= set(auditor.seen)
    session = walking.latest_session()
    assert session.outcome == "completed"
    assert Vote.objects.filter(trial__session=session).count() == 3 + 20
    measured = ScreeningAttempt.objects.get(check_name="device").measured
    ratio = screen.evaluate("devicePixelRatio")
    assert measured["device_pixel_ratio"] == ratio
    assert (measured["viewport_width_px"], measured["viewport_height_px"]) == (
        1280 * ratio,
        720 * ratio,
    )


def test_the_pages_of_the_viewing_distance_by_keyboard_alone(screen, live_server) -> None:
    attempt = make_attempt("device", policy={"distance": 1}, return_path="/withdraw/")
    let_in(screen.context, live_server.url, attempt.rater)
    screen.goto(live_server.url + attempt.get_absolute_url())
    auditor = Auditor(screen)
    take_checks(auditor)
    assert auditor.problems() == {}
    assert {"card", "blind-spot"} <= set(auditor.seen)
    attempt.refresh_from_db()
    ratio = screen.evaluate("devicePixelRatio")
    assert attempt.outcome == "passed"
    assert attempt.measured["pixel_pitch_mm"] == pytest.approx(85.6 / 324 / ratio, rel=0.01)
    assert 230 < attempt.measured["distance_mm"] < 500
    assert len(attempt.measured["blind_spots_px"]) == 5


@pytest.mark.parametrize("address", ["/no-such-page/", "/withdraw/", "/join/not-a-code/"])
def test_problem_pages(page, live_server, address) -> None:
    page.goto(live_server.url + address)
    assert page.locator("h1").count() == 1 and page.locator("p").count() == 1
    assert audit(page) == []
