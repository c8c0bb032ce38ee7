"""The pages of a study's fits in a real browser, under the site's own policy."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from elo.fitting import carry_out
from elo.models import FitRun
from evalsite.tests.auditing import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def study(sketch, study):
    session = study.sessions.filter(used=True).select_related("rater").first()
    left_out = {"without": [str(session.rater.code)], "without_reason": "A trial."}
    for options in ({}, left_out):
        carry_out(FitRun.objects.create(study=study, model="mle", seed=1, **options))
    return study


@pytest.fixture
def researcher(context, live_server, study):
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context


def test_two_fits_are_chosen_and_seen_side_by_side(page, live_server, researcher, study) -> None:
    page.goto(live_server.url + reverse("elo:fits", args=[study.slug]))
    expect(page.get_by_text("1 rater left out", exact=True)).to_be_visible()
    assert audit(page) == []
    assert page.get_by_label("First").input_value() != page.get_by_label("Second").input_value()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("figure.chart[data-state=drawn]")).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_contain_text("differ beyond the 95")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert audit(page) == []


def test_the_same_fit_twice_is_refused_beside_the_question(
    page, live_server, researcher, study
) -> None:
    page.goto(live_server.url + reverse("elo:fits", args=[study.slug]))
    for which in ("First", "Second"):
        page.get_by_label(which).select_option(index=0)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("alert")).to_have_text("That is the same fit twice: choose two.")
    assert audit(page) == []
