"""Takes the pictures of docs/pictures/ from a running demo: every page that people see.

python -m evalsite.tests.take_pictures [ADDRESS] [FOLDER] [DEVICE_PIXEL_RATIO]

It walks through the demo as a rater, so it leaves a session there; it uses the site's own database.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from django.conf import settings  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from conftest import FLAGS  # noqa: E402
from evalsite.studies.models import Study, Trial  # noqa: E402
from evalsite.tests import walking  # noqa: E402

SLUG = "demo"


def log_in(page: Page, address: str) -> None:
    password = (Path(settings.VAR_DIR) / "demo" / "password").read_text()
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Username").fill("researcher")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def picture_researcher(page: Page, address: str, take: Callable[..., None]) -> None:
    log_in(page, address)
    take("start")
    page.goto(f"{address}/studies/{SLUG}/")
    take("study", full_page=True)
    page.goto(f"{address}/studies/{SLUG}/raters/")
    page.wait_for_timeout(2000)
    take("raters", full_page=True)
    page.goto(f"{address}/studies/{SLUG}/live/")
    page.wait_for_timeout(2000)
    take("live", full_page=True)
    page.goto(f"{address}/studies/{SLUG}/report/")
    page.wait_for_timeout(2000)
    take("report")
    take("report-whole", full_page=True)


def picture_rater(page: Page, address: str, take: Callable[..., None]) -> None:
    page.goto(address + Study.objects.get(slug=SLUG).join_path)
    take("consent")
    walking.agree(page)
    taken: set[str] = set()
    walking.wait_until(lambda: "/check/" in page.url, page)
    while "/check/" in page.url:
        picture_check(page, take, taken)
        walking.take_item(page)
    walking.wait_for_trial(page)
    while (trial := walking.shown_trial(page)).position < 0 or not is_pretty(trial):
        walking.answer(page, walking.best_key(trial))
    page.keyboard.press("Space")
    take("trial")


def is_pretty(trial: Trial) -> bool:
    """A photograph for the README, and a pair that is a real question."""
    return trial.crop.source.name == "coffee" and trial.kind == Trial.Kind.VOTE


def picture_check(page: Page, take: Callable[..., None], taken: set[str]) -> None:
    """One picture of each kind of item; of the plates, the third, which is no longer practice."""
    page.wait_for_timeout(500)
    form = walking.read(page, "document.querySelector('form[data-position]')?.id")
    number = walking.read(page, "document.querySelector('form[data-position]')?.dataset.position")
    name = f"plate-{number}" if form == "plate" else form
    if name in taken or (form == "plate" and number != "3"):
        return
    taken.add(name)
    if form == "plate":
        page.get_by_role("button", name="Show the disc").click()
        page.wait_for_timeout(500)
    take("plate" if form == "plate" else form)


def main(address: str, folder: Path, ratio: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for walk in (picture_researcher, picture_rater):
            page = browser.new_page(
                viewport={"width": 1280, "height": 720}, device_scale_factor=ratio
            )

            def take(name: str, page: Page = page, **options: bool) -> None:
                page.screenshot(path=folder / f"{name}.png", **options)

            walk(page, address, take)
        browser.close()


if __name__ == "__main__":
    given = [*sys.argv[1:], *("http://127.0.0.1:8000", "docs/pictures", "1")[len(sys.argv) - 1 :]]
    main(given[0], Path(given[1]), float(given[2]))
