from __future__ import annotations

from django.contrib.staticfiles.finders import find


def test_a_browser_that_asks_for_the_usual_icon_is_led_to_ours(client) -> None:
    reply = client.get("/favicon.ico")
    assert reply.status_code == 302 and reply.url.startswith("/static/evalsite/icon.")
    assert find("evalsite/icon.svg")
