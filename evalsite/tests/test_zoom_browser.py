"""Real zoom and real scaling of the screen: a Chromium told so, which does not emulate them."""

from __future__ import annotations

import io
import json
import math
from uuid import UUID

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from evalsite.testing import make_open_study, make_session
from evalsite.tests.grabbing import grab
from evalsite.tests.walking import read, shown_trial, take_item, wait_until
from imgcodecs.blind import shown_path
from imgcodecs.sources import read_image
from raters.checks.colour import plate_of
from raters.checks.patches import draw_patch
from raters.checks.plates import draw_plate
from raters.models import ScreeningAttempt
from raters.testing import due_item, make_attempt, make_bank
from raters.tests.entering import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = ["--window-size=1600,1000", "--screen-info={1920x1080}"]
# The frame after the next is drawn with what stands there now.
NEXT_FRAME = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"
# A machine may need longer than four seconds to take a picture of a plate.
PLATES_STAY = """{
    const real = window.setTimeout;
    window.setTimeout = (deed, ms, ...rest) => real(deed, ms === 4000 ? 120000 : ms, ...rest);
}"""
# (scaling of the system, zoom of the page)
CASES = [(1, 1), (1.25, 1), (2, 1), (1, 1.1), (1, 1.5), (1, 0.5), (1.25, 1.25)]


@pytest.fixture(params=CASES, ids=lambda case: f"scale {case[0]} zoom {case[1]}")
def window(request, open_profile) -> BrowserContext:
    scale, zoom = request.param
    level = math.log(zoom) / math.log(1.2)  # Chromium's own unit
    wishes = {"partition": {"default_zoom_level": {"x": level}}}
    flags = [*SCREEN, f"--force-device-scale-factor={scale}"]
    context = open_profile(wishes, *flags, no_viewport=True)
    context.scale, context.zoom = scale, zoom
    return context


def begin(window: BrowserContext, live_server, check: str) -> tuple[Page, ScreeningAttempt]:
    attempt = make_attempt(check, return_path="/withdraw/")
    let_in(window, live_server.url, attempt.rater)
    page = window.pages[0]
    page.add_init_script(PLATES_STAY)
    page.goto(live_server.url + attempt.get_absolute_url())
    return page, attempt


def within_disc(side: int) -> np.ndarray:
    """The plate without the corners that the page rounds off."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    return np.hypot(x, y) < side / 2 - 2


def expect_patch_and_figures(window, live_server) -> None:
    page, attempt = begin(window, live_server, "device")
    take_item(page)
    page.evaluate("document.querySelector('#picture').decode()")
    page.evaluate(NEXT_FRAME)
    item = due_item(attempt).item
    seed = (attempt.seed, 1, 8)
    patch = np.asarray(
        Image.open(io.BytesIO(draw_patch(tone=item["tone"], shapes=item["shapes"], seed=seed)))
    )
    shown = grab(page, "#picture")
    assert shown.shape == patch.shape
    assert (shown == patch)[8:-8, 8:-8].all()  # the corners are rounded
    measured = json.loads(attempt.answers.first().given)
    assert measured["device_pixel_ratio"] == pytest.approx(window.scale * window.zoom, abs=0.01)
    assert measured["page_zoom"] == pytest.approx(window.zoom, abs=0.01)
    assert measured["screen_width_px"] == pytest.approx(1920, abs=3)
    assert measured["viewport_width_px"] == pytest.approx(1600 * window.scale, rel=0.01)


def expect_plate(window, live_server) -> None:
    page, attempt = begin(window, live_server, "colour")
    page.keyboard.press("Enter")
    wait_until(lambda: read(page, "document.querySelector('#plate').dataset.state"), page)
    page.evaluate(NEXT_FRAME)
    png = draw_plate(plate_of(due_item(attempt).item), seed=(attempt.seed, 0, 6))
    plate = np.asarray(Image.open(io.BytesIO(png)))
    shown = grab(page, "#picture")
    assert shown.shape == plate.shape
    assert (shown == plate).all(axis=2)[within_disc(plate.shape[0])].all()


def expect_candidates(window, live_server, settings) -> None:
    make_bank()
    page, attempt = begin(window, live_server, "artefact")
    wait_until(lambda: page.locator("#artefact[data-state=ready]").count(), page)
    item = due_item(attempt).item

    def stored(name: str) -> np.ndarray:
        return read_image(shown_path(settings.BANK_ROOT, name))

    sides = ("original_code", "coded_code")
    first, second = sides if item["original"] == "first" else sides[::-1]
    assert (grab(page, "#original") == stored(UUID(item["reference_code"]))).all()
    assert (grab(page, "#candidate") == stored(UUID(item[first]))).all()
    page.keyboard.press("Space")
    assert (grab(page, "#candidate") == stored(UUID(item[second]))).all()


def expect_trial(window, live_server, settings, folder) -> None:
    crop = {"crop_width_px": 400, "crop_height_px": 320}
    session = make_session(make_open_study(folder, manifest={"width": 480, "height": 360}, **crop))
    let_in(window, live_server.url, session.rater, session.code)
    page = window.pages[0]
    page.goto(live_server.url + reverse("studies:compare", args=[session.code]))
    trial = shown_trial(page)
    for name, code in (("original", trial.crop.file_code), ("candidate", trial.file_a)):
        assert (grab(page, f"#{name}") == read_image(shown_path(settings.SHOWN_ROOT, code))).all()


def test_one_image_pixel_is_one_device_pixel_and_so_it_is_recorded(
    window, live_server, settings, tmp_path
) -> None:
    expect_patch_and_figures(window, live_server)
    expect_plate(window, live_server)
    expect_candidates(window, live_server, settings)
    expect_trial(window, live_server, settings, tmp_path / "study")
