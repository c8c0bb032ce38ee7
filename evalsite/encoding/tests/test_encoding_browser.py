"""A researcher's way from photographs to a study that can open, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from evalsite.encoding.models import EncodeRun
from evalsite.encoding.tests.samples import draw_file, run_worker
from evalsite.studies.models import Stimulus
from evalsite.testing import make_study
from raters.testing import make_bank

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page, address: str, username: str) -> None:
    page.goto(address)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").press("Enter")


def bring_photographs(page: Page) -> None:
    """Two good ones and a letter; each is answered for."""
    files = [("one.png", draw_file(1)), ("letter.png", b"Dear"), ("two.png", draw_file(2))]
    page.get_by_label("Upload photographs").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": content} for name, content in files]
    )
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("button", name="Remove one")).to_be_visible()
    expect(page.get_by_role("button", name="Remove two")).to_be_visible()
    expect(page.get_by_text("letter.png: not an image")).to_be_visible()
    thumbnail = page.locator(".tray img").first
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") == 96


def make_plan(page: Page) -> None:
    page.get_by_role("checkbox", name="JPEG (libjpeg-turbo)").check()
    page.get_by_role("checkbox", name="AV1 (libaom)").check()
    page.get_by_label("Effort").select_option("quick")
    page.get_by_label("Rates, bits per pixel").fill("0.6 1.2")
    expect(page.locator("#estimate")).to_contain_text("2 × 2 × 2 = 8 stimuli")


def test_from_photographs_to_a_study_that_opens(page: Page, live_server) -> None:
    study = make_study()
    make_bank()
    log_in(page, f"{live_server.url}{study.get_absolute_url()}", study.owner.username)
    page.get_by_role("link", name="Add stimuli").first.click()
    bring_photographs(page)
    make_plan(page)
    page.get_by_role("button", name="Start encoding").click()
    expect(page.get_by_text("Waiting for the worker.")).to_be_visible()

    # The test's server shares one database connection with the worker, so the browser is kept out
    # while that works; the page says so and finds back by itself.
    page.context.set_offline(True)
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    run_worker()
    assert EncodeRun.objects.get().state == "done", EncodeRun.objects.get().problem
    page.context.set_offline(False)

    expect(page.get_by_text("This run brought 8 new stimuli into the study")).to_be_visible()
    expect(page.locator("#reached svg path[aria-roledescription=point]")).to_have_count(8)
    assert Stimulus.objects.filter(source__study=study, condition__role="rated").count() == 8
    page.get_by_role("link", name="To the study").click()
    page.get_by_role("link", name="Open …").click()
    page.get_by_role("button", name="Open the study").click()
    expect(page.get_by_text("is now open")).to_be_visible()


def test_a_run_is_stopped_and_goes_on_by_keyboard(page: Page, live_server) -> None:
    study = make_study()
    log_in(page, f"{live_server.url}{study.get_absolute_url()}", study.owner.username)
    page.get_by_role("link", name="Add stimuli").first.press("Enter")
    bring_photographs(page)
    make_plan(page)
    page.get_by_role("button", name="Start encoding").press("Enter")
    page.get_by_text("Stop …").press("Enter")
    page.get_by_role("button", name="Stop this run").press("Enter")
    expect(page.get_by_text("stopped", exact=True)).to_be_visible()
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_text("Waiting for the worker.")).to_be_visible()
    assert EncodeRun.objects.get().state == "queued"
