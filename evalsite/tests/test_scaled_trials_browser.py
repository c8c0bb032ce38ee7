"""What the screen draws against the stimulus files, at real scalings: ten trials each.

One browser a scaling, told so by the system and not emulating it.
"""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page

from evalsite.studies.models import Trial, Vote
from evalsite.tests.grabbing import grab_all
from evalsite.tests.walking import answer, shown_trial
from evalsite.tests.watching_trials import files_of, make_visit, open_trials

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = "--screen-info={1920x1080}"
# Scaling of the system -> a window of about as many device pixels each time.
WINDOWS = {1: "1360,760", 1.25: "1100,720", 2: "800,600"}
TRIALS = 10


@pytest.fixture(params=WINDOWS, ids=lambda scale: f"scale {scale}")
def window(request, open_profile) -> BrowserContext:
    scale = request.param
    flags = [f"--window-size={WINDOWS[scale]}", f"--force-device-scale-factor={scale}"]
    context = open_profile({}, SCREEN, *flags, no_viewport=True)
    context.scale = scale
    return context


def expect_drawn(page: Page, **pictures: np.ndarray) -> None:
    """Canvases by their names, all in one picture of the screen."""
    shown = grab_all(page, *(f"#{name}" for name in pictures))
    for (name, picture), drawn in zip(pictures.items(), shown, strict=True):
        assert drawn.shape == picture.shape
        assert (drawn == picture).all(), f"{name}: {(drawn != picture).any(axis=2).sum()} pixels"


def expect_flips(page: Page, trial: Trial) -> None:
    """The original stays; A and B, in one place, are their files."""
    files = files_of(trial)
    for side in ("a", "b"):
        expect_drawn(page, original=files["original"], candidate=files[side])
        page.keyboard.press("Space")


def expect_beside(page: Page, trial: Trial) -> None:
    files = files_of(trial)
    expect_drawn(page, **files)
    page.keyboard.down("r")
    expect_drawn(page, **dict.fromkeys(files, files["original"]))
    page.keyboard.up("r")
    expect_drawn(page, **files)


def expect_turns(page: Page, trial: Trial) -> None:
    files = files_of(trial)
    expect_drawn(page, candidate=files["original"])
    for side in ("a", "b", "a"):
        page.keyboard.press("Space")
        expect_drawn(page, candidate=files[side])


def expect_two(page: Page, trial: Trial) -> None:
    files = files_of(trial)
    for side in ("a", "b", "a"):
        expect_drawn(page, candidate=files[side])
        page.keyboard.press("Space")


OTHERS = {"side_by_side": expect_beside, "flip": expect_turns, "no_reference": expect_two}


def test_the_screen_draws_the_files(window, live_server, tmp_path) -> None:
    others = OTHERS if window.scale != 1.25 else {}
    visits = {name: make_visit(tmp_path / name, presentation=name) for name in others}
    session = make_visit(tmp_path / "usual")
    page = open_trials(window, live_server, session)
    for _ in range(TRIALS):
        expect_flips(page, shown_trial(page))
        answer(page, "1")
    assert page.evaluate("devicePixelRatio") == window.scale
    votes = Vote.objects.filter(trial__session=session)
    assert set(votes.values_list("pixel_exact", flat=True)) == {True}
    for presentation, visit in visits.items():
        page = open_trials(window, live_server, visit)
        OTHERS[presentation](page, shown_trial(page))
