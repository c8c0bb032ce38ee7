"""Which of gunicorn's workers serves the site, by the address it is bound to."""

from __future__ import annotations

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PATIENT = "evalsite.slow_senders.PatientWorker"


@pytest.mark.parametrize(
    ("bind", "asked", "worker"),
    [
        (None, None, "gthread"),
        ("127.0.0.1:8000", None, "gthread"),
        ("unix:/run/evalsite.sock", None, "gthread"),
        ("0.0.0.0:8000", None, PATIENT),
        (":8000", None, PATIENT),
        ("0.0.0.0:8000", "0", "gthread"),
        ("127.0.0.1:8000", "1", PATIENT),
    ],
)
def test_slow_senders_are_waited_for_where_nothing_stands_before_it(
    monkeypatch, bind, asked, worker
) -> None:
    for name, value in (("BIND", bind), ("WAIT_FOR_SLOW_SENDERS", asked)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert read()["worker_class"] == worker


def test_what_it_cannot_read_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("WAIT_FOR_SLOW_SENDERS", "maybe")
    with pytest.raises(ImproperlyConfigured, match="WAIT_FOR_SLOW_SENDERS"):
        read()


def read() -> dict[str, object]:
    return runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
