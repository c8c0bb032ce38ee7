"""The page "Recruiting" in a real browser: links are copied, and everything has a name."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from evalsite.recruiting.ways import add_panel, add_prolific
from evalsite.studies.models import Study
from evalsite.testing import make_study

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def study() -> Study:
    study = make_study()
    add_prolific(study)
    add_panel(study, name="lab", id_parameter="who")
    return study


@pytest.fixture
def recruiting(context, page, live_server, study):
    """The researcher's browser on the page."""
    client = Client()
    client.force_login(study.owner)
    (cookie,) = client.cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + reverse("recruiting:recruiting", args=[study.slug]))
    return page


def test_a_link_is_copied_at_a_click_and_says_so(recruiting) -> None:
    way = recruiting.locator("section", has=recruiting.get_by_role("heading", name="Prolific"))
    way.get_by_role("button", name="Copy").click()
    way.get_by_role("button", name="Copied").wait_for()
    assert "SESSION_ID={{%SESSION_ID%}}" in recruiting.evaluate("navigator.clipboard.readText()")


def test_every_control_has_a_name_also_where_something_is_wrong(recruiting) -> None:
    assert Axe().run(recruiting).response["violations"] == []
    recruiting.get_by_role("group").get_by_text("Another panel").click()
    recruiting.get_by_role("button", name="Add the panel").click()
    wrong = recruiting.get_by_label("Parameter that names the person")
    assert wrong.get_attribute("aria-invalid") == "true"
    described = wrong.get_attribute("aria-describedby").split()[-1]
    assert recruiting.locator(f"#{described}").inner_text() == "This field is required."
    assert Axe().run(recruiting).response["violations"] == []


def test_a_refused_form_says_so_at_the_top_and_leads_to_the_field(recruiting) -> None:
    recruiting.get_by_label("Raters wanted").fill("0")
    recruiting.get_by_role("button", name="Change the quotas").click()
    notice = recruiting.locator("#not-saved")
    box = notice.bounding_box()
    assert "Not saved" in notice.inner_text()
    assert box["y"] >= 0 and box["y"] + box["height"] < 720
    notice.get_by_role("link", name="Raters wanted").focus()
    recruiting.keyboard.press("Enter")
    recruiting.wait_for_function("document.activeElement.id === 'id_raters_wanted'")
    assert Axe().run(recruiting).response["violations"] == []


def test_it_fits_a_narrow_window(recruiting) -> None:
    recruiting.set_viewport_size({"width": 480, "height": 720})
    assert recruiting.evaluate("document.documentElement.scrollWidth <= innerWidth")
