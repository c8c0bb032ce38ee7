"""A rater's way through the pages in a real browser, by keyboard alone.

The answers to the checks come from the database: the browser is never told them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError
from playwright.sync_api import Error, Page

from evalsite.studies.models import Session, Trial
from raters.models import ScreeningAnswer
from raters.testing import right_answer

PATIENCE_MS, STEP_MS = 30_000, 50
AWAKE = "document.querySelector('[data-choice]:not([disabled])') ? 'yes' : ''"


def wait_until(is_so: Callable[[], object], page: Page) -> None:
    for _ in range(PATIENCE_MS // STEP_MS):
        # On SQLite the site may be writing just now.
        with suppress(OperationalError):
            if is_so():
                return
        page.wait_for_timeout(STEP_MS)
    raise AssertionError(f"it did not happen within {PATIENCE_MS} ms: {page.url}")


def read(page: Page, script: str) -> str:
    try:
        return page.evaluate(script) or ""
    except Error:
        return ""  # the page is just leaving for another


def turn_pages(turn: Callable[..., object], page: Page, *, until: str = "load") -> None:
    """Go back or forward as a hurried hand does, while the last page is only just arriving.

    The browser swaps processes then, and for a moment answers for none of them.
    """

    def has_turned() -> bool:
        try:
            turn(wait_until=until)
        except Error as error:
            if "Not attached to an active page" not in str(error):
                raise
            return False
        return True

    wait_until(has_turned, page)


def trial_code(page: Page) -> str:
    """Code of the trial on screen; empty while there is none."""
    return read(page, "document.querySelector('#compare')?.dataset.trial")


def go_on(page: Page) -> bool:
    """Press the button of whatever is being said; says whether something was."""
    if not page.locator("dialog[open], #next:not([hidden])").count():
        return False
    page.keyboard.press("Enter")
    page.wait_for_timeout(STEP_MS)
    return True


def shown_trial(page: Page) -> Trial:
    wait_until(lambda: trial_code(page) or go_on(page) and False, page)
    return Trial.objects.select_related("crop").get(code=trial_code(page))


def see_both(page: Page) -> None:
    """Flip until the answers wake; pictures side by side wake them by themselves."""

    def is_awake() -> bool:
        page.keyboard.press("Space")
        return read(page, AWAKE) == "yes"

    wait_until(is_awake, page)


def answer(page: Page, key: str) -> None:
    """See both, answer, and wait until the next trial stands there or the page has gone on."""
    before = trial_code(page)
    see_both(page)
    page.keyboard.press(key)
    wait_until(lambda: trial_code(page) != before or go_on(page) and False, page)


def best_key(trial: Trial) -> str:
    """Traps and practice right, everything else A; with "can't tell" on 2, B is on 3."""
    return "3" if trial.expected == "b" else "1"


def agree(page: Page) -> None:
    page.get_by_role("button", name="I agree").press("Enter")  # reached with Tab


def take_checks(page: Page) -> None:
    """From the first check to the trial page."""
    wait_until(lambda: "/check/" in page.url, page)
    while "/check/" in page.url:
        take_item(page)


def take_item(page: Page) -> None:
    form = read(page, "document.querySelector('form[data-position]')?.id")
    position = read(page, "document.querySelector('form[data-position]')?.dataset.position")
    if form == "screen":
        wait_until(lambda: page.locator("#go:not([disabled])").count(), page)
        page.keyboard.press("Enter")
    elif form in {"card", "blind-spot"}:
        measure_distance(page, form)
    elif form:
        wait_until(lambda: due_answer(page).item, page)
        press_right(page, form, right_answer(due_answer(page).item))
    wait_until(lambda: is_past(page, form, position), page)


def measure_distance(page: Page, form: str) -> None:
    """The card at its usual width; then five runs of the dot, each a second long."""
    wait_until(lambda: page.locator(f"#{form}[data-state=ready]").count(), page)
    if form == "card":
        page.locator("#width").press("ArrowRight")
        page.keyboard.press("Enter")
        return
    for _ in range(5):
        page.keyboard.press("Space")
        page.wait_for_timeout(1000)
        page.keyboard.press("Space")


def is_past(page: Page, form: str, position: str) -> bool:
    if "/check/" not in page.url:
        return True
    now_at = (
        read(page, "document.querySelector('form[data-position]')?.id"),
        read(page, "document.querySelector('form[data-position]')?.dataset.position"),
        read(page, "document.readyState"),
    )
    return bool(now_at[0]) and now_at[:2] != (form, position) and now_at[2] == "complete"


def due_answer(page: Page) -> ScreeningAnswer:
    code = page.url.split("/check/")[1].split("/")[0]
    return ScreeningAnswer.objects.filter(attempt__code=code, answered_at=None).latest("position")


def press_right(page: Page, form: str, right: str) -> None:
    if form == "plate":
        if not page.locator("#plate[data-state]").count():
            page.keyboard.press("Enter")
        wait_until(lambda: page.locator("#plate[data-state]").count(), page)
    if form == "artefact":
        wait_until(lambda: page.locator("#artefact[data-state=ready]").count(), page)
        page.keyboard.press("Space")
        right = {"first": "1", "second": "3"}[right]
    page.keyboard.press(right if right != "nothing" else "n")


def compare_all(page: Page) -> None:
    wait_until(lambda: "/compare/" in page.url, page)
    while "/compare/" in page.url and (code := trial_code(page) or wait_for_trial(page)):
        answer(page, best_key(Trial.objects.get(code=code)))


def wait_for_trial(page: Page) -> str:
    wait_until(
        lambda: trial_code(page) or "/compare/" not in page.url or go_on(page) and False, page
    )
    return trial_code(page)


def latest_session() -> Session:
    return Session.objects.latest("pk")
