"""A rater from the join link to the completion code, and everything he was told on the way."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from evalsite.studies.models import Study, Vote
from evalsite.studies.tests.test_importing import import_scenes
from evalsite.studies.visits.outcomes import draw_code
from evalsite.testing import ML_PICO, make_open_study, make_study, mask_random, ready_and_open
from evalsite.tests.recording import expect_nothing_told
from evalsite.tests.walking import agree, compare_all, latest_session, take_checks
from imgcodecs.registry import CODECS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RATES = (0.2173, 0.5291)  # figures no script or style sheet has by chance
SHAPE = {"width": 480, "height": 360, "rates": RATES}


def walk(page: Page, live_server, study: Study) -> None:
    page.goto(live_server.url + study.join_path)
    agree(page)
    take_checks(page)
    compare_all(page)
    page.wait_for_url("**/done/")


def test_from_the_link_to_the_completion_code(page, live_server, received, tmp_path) -> None:
    study = make_open_study(tmp_path, manifest=SHAPE)
    walk(page, live_server, study)
    session = latest_session()
    expect(page.locator("#completion-code")).to_have_text(draw_code(session))
    assert session.outcome == "completed" and session.used
    assert Vote.objects.filter(trial__session=session).count() == 3 + 20
    names = {"av1", "vvc", "jpeg", "trap", "bias", "manifest", "s0.png", "s1.png", *map(str, RATES)}
    names |= {"expected", "strength", "deutan", "protan", "ssimulacra2"}
    expect_nothing_told(received, names, least_images=30)


@pytest.mark.skipif(not ML_PICO.exists(), reason="the shared ml-pico images are not here")
def test_a_rater_walks_through_the_published_pico_images(
    page, live_server, received, tmp_path
) -> None:
    study = make_study(crop_width_px=560, crop_height_px=512, trials_per_session=20)
    call_command("build_item_bank", verbosity=0)
    refused = import_scenes(study, tmp_path)
    assert list(refused) == ["todd-quackenbush-222"] and study.sources.count() == 7
    ready_and_open(study)
    walk(page, live_server, study)
    expect(page.locator("#completion-code")).to_be_visible()
    assert Vote.objects.filter(trial__session=latest_session()).count() == 23
    table = json.loads((ML_PICO / "bpp_data.json").read_text())
    rates = {bpp for rates in table.values() for bpp in rates.values()}
    codecs = {"pico", "hific", "dcvc", "bpg", "libaom", "libvvenc", *CODECS}
    names = codecs | rates | set(table) | {"reference.png", "vvc.png"}
    expect_nothing_told(received, names, least_images=30)


def test_a_plate_page_is_the_same_whatever_its_digit(client, tmp_path) -> None:
    from raters.models import ScreeningAnswer
    from raters.testing import enter, make_attempt

    pages: dict[str, set[str]] = {}
    for _ in range(12):
        attempt = make_attempt("colour")
        enter(client, attempt.rater)
        html = client.get(attempt.get_absolute_url()).content.decode()
        digit = str(ScreeningAnswer.objects.get(attempt=attempt).item["digit"])
        pages.setdefault(digit, set()).add(mask_random(html))
    assert len(pages) > 2 and len(set.union(*pages.values())) == 1


def test_a_small_window_is_told_what_to_change(page, live_server, tmp_path) -> None:
    study = make_open_study(tmp_path, manifest={"width": 800, "height": 500}, crop_width_px=768)
    page.goto(live_server.url + study.join_path)
    agree(page)
    expect(page.locator("#problems")).to_contain_text("Make this window larger")
    page.set_viewport_size({"width": 1700, "height": 900})
    expect(page.locator("#verdict")).to_have_text("Your screen fits.")
