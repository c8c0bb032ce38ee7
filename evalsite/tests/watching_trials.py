"""The trial page in a real browser, as one rater's own: opened, looked at, compared with files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from evalsite.studies.models import Session, Trial
from evalsite.studies.visits.flickering import decide_flicker
from evalsite.testing import make_open_study, make_session
from evalsite.tests.walking import wait_until
from imgcodecs.blind import shown_path
from imgcodecs.sources import read_image
from raters.tests.entering import let_in

# Three of them stand side by side in a window 1280 pixels wide.
SIZE = {"width": 420, "height": 340}
CROP = {"crop_width_px": 384, "crop_height_px": 320}
PRESENTATIONS = ("flip_with_reference", "side_by_side", "flip", "no_reference")


def make_visit(folder: Any, **study: Any) -> Session:
    """A rater past every check, who also agreed to flicker where there is any."""
    options = {"manifest": SIZE, **CROP, **study}
    session = make_session(make_open_study(folder, **options))
    if session.study.flicker_hz:
        decide_flicker(session, agreed=True)
    return session


def open_trials(context: BrowserContext, live_server: Any, session: Session) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto("about:blank")
    # The page before may still be sending, and a test on SQLite shares its connection with it.
    visit = (live_server.url, session.rater, session.code)
    wait_until(lambda: let_in(context, *visit) or True, page)
    page.goto(live_server.url + reverse("studies:compare", args=[session.code]))
    return page


def stored(code: UUID) -> np.ndarray:
    return read_image(shown_path(settings.SHOWN_ROOT, code))


def files_of(trial: Trial) -> dict[str, np.ndarray]:
    """What the three pictures of a trial are, in pixels."""
    codes = {"original": trial.crop.file_code, "a": trial.file_a, "b": trial.file_b}
    return {name: stored(code) for name, code in codes.items()}
