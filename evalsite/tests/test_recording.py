"""What is kept of what the server sends, and that keeping it leaves nothing behind."""

from __future__ import annotations

import gc
from urllib.request import urlopen

import pytest
from django.db import connection, transaction

from evalsite.studies.models import Study

SCRIPT = "/static/studies/looking.js"


@pytest.mark.django_db(transaction=True)
def test_a_file_is_closed_when_it_was_sent_and_not_when_it_is_swept_up(
    live_server, received, monkeypatch
) -> None:
    """Its close ends old connections of the thread it comes in: there, the one of the test."""
    application = received.application

    def send_and_sweep(environ, start_response):
        sent = application(environ, start_response)
        gc.collect()  # a file that outlives this is closed later as the site closes it
        return sent

    monkeypatch.setattr(received, "application", send_and_sweep)
    urlopen(live_server.url + SCRIPT, timeout=60).read()
    assert received.find("createlooking")
    with transaction.atomic():
        gc.collect()
        assert not connection.closed_in_transaction
        assert not Study.objects.exists()
