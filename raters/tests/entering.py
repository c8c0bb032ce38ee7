from __future__ import annotations

from django.test import Client
from playwright.sync_api import BrowserContext

from raters.models import Rater
from raters.testing import enter


def let_in(context: BrowserContext, address: str, rater: Rater, *visits: object) -> None:
    """Give a real browser the cookie that joining gives."""
    client = Client()
    enter(client, rater, *visits)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
