"""The server is killed in mid-session and started again: the rater goes on, nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from evalsite.tests.serving import Site
from evalsite.tests.walking import go_on, see_both, trial_code, wait_until

pytestmark = pytest.mark.browser
# In a process of its own, on the site's own database: a study, a visit, and its cookie.
PREPARE = """
import os, sys, django
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "evalsite.settings"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["vendor", "admin"])
from django.test import Client
from evalsite.testing import log_in_rater, make_open_study, make_session
from evalsite.tests.clicking import skip_practice
session = make_session(make_open_study(Path(sys.argv[1])))
skip_practice(session)
client = Client()
log_in_rater(client, session)
print(session.code, client.cookies["sessionid"].value)
"""


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    site = Site(tmp_path / "var")
    yield site
    site.kill()


def read_votes(site: Site) -> dict[str, str]:
    """Answers in the site's database, practice apart."""
    found = (
        "SELECT trial.code, vote.choice FROM studies_vote AS vote "
        "JOIN studies_trial AS trial ON trial.id = vote.trial_id WHERE trial.position >= 0"
    )
    with sqlite3.connect(site.folder / "evalsite.sqlite3") as database:
        rows = database.execute(found).fetchall()
    assert len(rows) == len(dict(rows))
    return {str(UUID(code)): choice for code, choice in rows}


def press(page: Page, key: str) -> str:
    wait_until(lambda: trial_code(page) or go_on(page) and False, page)
    code = trial_code(page)
    see_both(page)
    page.keyboard.press(key)
    return code


def test_the_server_is_killed_in_mid_session_and_started_again(
    site, chromium: Browser, tmp_path
) -> None:
    site.folder.mkdir()
    visit, cookie = site.python("-c", PREPARE, str(tmp_path / "made")).split()
    site.start()
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.address}])
    page = context.new_page()
    page.goto(f"{site.address}/visit/{visit}/")
    given = {press(page, "1"): "a"}
    wait_until(lambda: trial_code(page) not in given, page)
    wait_until(lambda: read_votes(site) == given, page)
    site.kill()
    given[press(page, "3")] = "b"
    expect(page.locator("#hint")).to_contain_text("kept here")
    wait_until(lambda: trial_code(page) not in given, page)
    given[press(page, "2")] = "tie"
    site.start()
    wait_until(lambda: read_votes(site) == given, page)
    wait_until(lambda: trial_code(page) not in given, page)
    given[press(page, "1")] = "a"
    wait_until(lambda: read_votes(site) == given, page)
    context.close()
