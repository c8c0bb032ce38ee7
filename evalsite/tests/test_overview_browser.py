"""The page "Overview" in a real browser: it notices the end of a fit, and copies the link."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from elo.models import FitRun
from evalsite.testing import make_open_study
from evalsite.tests.auditing import audit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_shows_what_a_fit_came_to_without_a_reload_by_hand(
    page, context, live_server, tmp_path
) -> None:
    study = make_open_study(tmp_path)
    run = FitRun.objects.create(study=study, model="mle", seed=1)
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + study.get_absolute_url())
    expect(page.get_by_text("as soon as the worker is free")).to_be_visible()
    page.get_by_role("button", name="Copy it").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == live_server.url + study.join_path
    assert audit(page) == []
    run.fail("Too few votes.")
    expect(page.get_by_text("Too few votes.")).to_be_visible()
    expect(page.get_by_text("as soon as the worker is free")).to_have_count(0)
    page.wait_for_load_state("networkidle")
