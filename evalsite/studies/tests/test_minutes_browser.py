"""The minutes told to raters follow the comparisons, until somebody writes his own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evalsite.testing import make_study

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("minutes", [10, 44])
def test_minutes_follow_the_comparisons(page, context, live_server, minutes) -> None:
    study = make_study(trials_per_session=20, minutes=minutes)
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    for address, follows in (
        (reverse("studies:new"), True),
        (reverse("studies:settings", args=[study.slug]), minutes == 10),
    ):
        page.goto(live_server.url + address)
        told, trials = page.locator("#id_minutes"), page.locator("#id_trials_per_session")
        trials.fill("61")
        expect(told).to_have_value("19" if follows else "44")
        told.fill("33")
        trials.fill("70")
        expect(told).to_have_value("33")
        told.fill("")
        trials.fill("100")
        expect(told).to_have_value("26")
