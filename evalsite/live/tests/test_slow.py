"""Slow requests: what is kept of them, what never is, and that keeping them never hurts."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.timezone import now

from evalsite.live import slow, timing
from evalsite.live.models import SlowRequest
from evalsite.live.panels.slowest import show_slowest
from evalsite.live.slow import NO_PAGE, SlowLog, keep_rows
from evalsite.live.timing import time_requests
from evalsite.testing import make_session, make_study

request_factory = RequestFactory()


@pytest.fixture
def log(monkeypatch) -> SlowLog:
    """One whose thread does not write: what waits is looked at."""
    log = SlowLog()
    log.thread = SimpleNamespace(is_alive=lambda: True)
    monkeypatch.setattr(timing, "SLOW_LOG", log)
    return log


def make_row(took_ms: int = 300, **kwargs) -> SlowRequest:
    fields = {"route": "studies:vote", "method": "POST", "status": 200, "took_ms": took_ms}
    return SlowRequest(**fields | kwargs)


def answer_after(seconds: float, monkeypatch) -> HttpResponse:
    """By a clock that says so: a busy machine takes longer than it should."""
    ticks = iter([100.0, 100.0 + seconds])
    monkeypatch.setattr(timing, "perf_counter", lambda: next(ticks))
    answer = time_requests(lambda request: HttpResponse(status=201))
    return answer(request_factory.get("/some/address/?code=secret"))


def test_only_a_request_over_the_limit_is_noted(log, settings, monkeypatch) -> None:
    settings.SLOW_REQUEST_MS = 200
    assert answer_after(0.1999, monkeypatch).status_code == 201 and log.waiting == []
    assert answer_after(0.2501, monkeypatch).status_code == 201
    (row,) = log.waiting
    assert (row.method, row.status, row.route, row.took_ms) == ("GET", 201, NO_PAGE, 250)


def test_nothing_is_noted_where_the_limit_is_none(log, settings, monkeypatch) -> None:
    settings.SLOW_REQUEST_MS = 0
    answer_after(9, monkeypatch)
    assert log.waiting == []


@pytest.mark.django_db
def test_a_route_has_its_name_and_no_code_or_person(log, settings, client) -> None:
    settings.SLOW_REQUEST_MS = 1e-6
    session = make_session(make_study())
    client.get(reverse("studies:visit", args=[session.code]))
    client.get(f"/no/such/page/{session.code}/")
    client.generic("BREW", "/")
    assert [row.route for row in log.waiting] == ["studies:visit", NO_PAGE, "studies:start"]
    assert log.waiting[2].method == "OTHER"
    for row in log.waiting:
        assert str(session.code) not in repr(vars(row))


def test_what_goes_wrong_in_noting_breaks_no_answer(monkeypatch, settings) -> None:
    settings.SLOW_REQUEST_MS = 1e-6
    monkeypatch.setattr(timing, "SLOW_LOG", None)
    assert answer_after(1, monkeypatch).status_code == 201


def test_no_more_wait_than_fit(log, monkeypatch) -> None:
    monkeypatch.setattr(slow, "MOST_WAITING", 3)
    for _ in range(9):
        log.note(request_factory.get("/"), 200, 500)
    assert len(log.waiting) == 3


@pytest.mark.django_db
def test_of_a_rush_the_slowest_are_kept() -> None:
    keep_rows([make_row(took_ms) for took_ms in range(1000, 1100)])
    kept = SlowRequest.objects.values_list("took_ms", flat=True)
    assert sorted(kept) == list(range(1080, 1100))


@pytest.mark.django_db
def test_the_old_and_the_many_are_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(slow, "MOST_KEPT", 5)
    keep_rows([make_row(at=now() - timedelta(days=8)), make_row(at=now() - timedelta(days=6))])
    assert SlowRequest.objects.count() == 1
    for _ in range(3):
        keep_rows([make_row(), make_row()])
    assert SlowRequest.objects.count() == 5


def test_a_database_that_fails_is_logged_and_nothing_more(monkeypatch, caplog) -> None:
    def fail(rows) -> None:
        raise DatabaseError("no room left")

    monkeypatch.setattr(SlowRequest.objects, "bulk_create", fail)
    keep_rows([make_row()])
    assert "slow requests were not kept" in caplog.text


@pytest.mark.django_db
def test_the_thread_writes_what_waits_and_ends(monkeypatch) -> None:
    """Run here rather than in a thread: another connection would not see the test's data."""
    monkeypatch.setattr(slow, "FLUSH_S", 0)
    monkeypatch.setattr(slow.connection, "close", lambda: None)
    log = SlowLog()
    log.thread = SimpleNamespace(is_alive=lambda: True)
    log.note(request_factory.get("/"), 500, 812.4)
    log.write_on()
    assert SlowRequest.objects.get().took_ms == 812
    assert log.waiting == [] and log.thread is None


def test_a_slow_request_starts_the_thread_once(monkeypatch) -> None:
    started, noted = [], threading.Event()
    monkeypatch.setattr(SlowLog, "write_on", lambda log: started.append(log) or noted.wait())
    log = SlowLog()
    for _ in range(3):
        log.note(request_factory.get("/"), 200, 500)
    noted.set()
    log.thread.join()
    assert started == [log]
    log.note(request_factory.get("/"), 200, 500)
    log.thread.join()
    assert started == [log, log]


def test_a_usual_request_pays_far_less_than_a_tenth_of_a_millisecond(
    settings, expect_quick
) -> None:
    settings.SLOW_REQUEST_MS = 200
    response, request = HttpResponse(), request_factory.get("/")
    timed = time_requests(lambda request: response)
    expect_quick(lambda: [timed(request) for _ in range(1000)], limit_s=1000 * 1e-4)


@pytest.mark.django_db
def test_the_slowest_pages_come_first_with_what_is_known() -> None:
    for took_ms, route, status in (
        (300, "studies:vote", 200),
        (500, "studies:vote", 200),
        (310, "studies:vote", 500),
        (900, "studies:block", 200),
    ):
        make_row(took_ms, route=route, status=status).save()
    make_row(5000, at=now() - timedelta(hours=25)).save()
    block, vote = show_slowest(None).rows
    assert (block["route"], block["slowest_ms"], block["requests"]) == (
        "POST studies:block",
        900,
        1,
    )
    assert (vote["median_ms"], vote["slowest_ms"], vote["requests"]) == (310, 500, 3)
    assert vote["failed"] == 1
