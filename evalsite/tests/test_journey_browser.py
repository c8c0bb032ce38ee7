"""A rater from the join link to the completion code, and everything he was told on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from evalsite.studies.models import Study, Vote
from evalsite.studies.tests.test_importing import import_scenes
from evalsite.studies.visits.outcomes import draw_code
from evalsite.testing import ML_PICO, make_open_study, make_study, mask_random, ready_and_open
from evalsite.tests.walking import agree, compare_all, latest_session, take_checks
from imgcodecs.blind import chunk_names
from imgcodecs.registry import CODECS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RATES = (0.2173, 0.5291)  # figures no script or style sheet has by chance
SHAPE = {"width": 480, "height": 360, "rates": RATES}
AGREED_CHUNKS = {"IHDR", "sRGB", "IDAT", "IEND"}


class Received:
    """Everything the server sent: addresses, headers and bodies; random codes masked."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.texts: list[str] = []
        self.images: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        heads: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heads.append((status, headers))
            return start_response(status, headers, *rest)

        body = b"".join(self.application(environ, start))
        self.keep(environ["PATH_INFO"], heads[0], body)
        return [body]

    def keep(self, path: str, head: tuple[str, list[tuple[str, str]]], body: bytes) -> None:
        self.texts += [mask_random(path), mask_random(json.dumps(head))]
        if dict(head[1]).get("Content-Type") == "image/png":
            self.images.append(body)
        else:
            self.texts.append(mask_random(body.decode()))

    def find(self, word: str) -> list[str]:
        alone = re.compile(rf"(?<![a-z0-9.]){re.escape(word)}(?![a-z0-9])")
        return [text[:200] for text in self.texts if alone.search(text)]


@pytest.fixture
def received(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Received:
    server = live_server.thread.httpd
    received = Received(server.application)
    monkeypatch.setattr(server, "application", received)
    return received


def walk(page: Page, live_server, study: Study) -> None:
    page.goto(live_server.url + study.join_path)
    agree(page)
    take_checks(page)
    compare_all(page)
    page.wait_for_url("**/done/")


def expect_nothing_told(received: Received, forbidden: set[str]) -> None:
    for word in sorted(forbidden):
        assert not received.find(word.lower()), word
    assert len(received.images) > 30
    for image in received.images:
        assert set(chunk_names(image)) == AGREED_CHUNKS


def test_from_the_link_to_the_completion_code(page, live_server, received, tmp_path) -> None:
    study = make_open_study(tmp_path, manifest=SHAPE)
    walk(page, live_server, study)
    session = latest_session()
    expect(page.locator("#completion-code")).to_have_text(draw_code(session))
    assert session.outcome == "completed" and session.used
    assert Vote.objects.filter(trial__session=session).count() == 3 + 20
    names = {"av1", "vvc", "jpeg", "trap", "bias", "manifest", "s0.png", "s1.png", *map(str, RATES)}
    expect_nothing_told(
        received, names | {"expected", "strength", "deutan", "protan", "ssimulacra2"}
    )


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
    expect_nothing_told(received, codecs | rates | set(table) | {"reference.png", "vvc.png"})


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
