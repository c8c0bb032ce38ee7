"""Slow requests go to the database by a thread of their own, a few at a time.

The request itself only puts a line into memory: where the database is what is slow, waiting for it
would make the slow request slower.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from heapq import nlargest

from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import now

from evalsite.live.models import SlowRequest

logger = logging.getLogger(__name__)

FLUSH_S = 5.0
MOST_A_FLUSH = 20  # of one process, the slowest of them
MOST_WAITING = 1000
MOST_KEPT = 5000
KEPT = timedelta(days=7)
METHODS = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
NO_PAGE = "(no such page)"


class SlowLog:
    """What waits to be written, and the thread that writes it."""

    def __init__(self) -> None:
        self.waiting: list[SlowRequest] = []
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def note(self, request: HttpRequest, status: int, took_ms: float) -> None:
        row = describe_request(request, status, took_ms)
        with self.lock:
            if len(self.waiting) < MOST_WAITING:
                self.waiting.append(row)
            # A process that was forked has the object and not the thread.
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.write_on, daemon=True, name="slow-log")
                self.thread.start()

    def write_on(self) -> None:
        """Write until nothing is left; the next slow request starts a thread anew."""
        while True:
            time.sleep(FLUSH_S)
            with self.lock:
                taken, self.waiting = self.waiting, []
                if not taken:
                    self.thread = None
                    return
            keep_rows(taken)
            connection.close()


def describe_request(request: HttpRequest, status: int, took_ms: float) -> SlowRequest:
    match = request.resolver_match
    method = request.method if request.method in METHODS else "OTHER"
    # The name of the address's pattern: what stands in the address may be a person's.
    route = (match.view_name or match.route) if match else NO_PAGE
    return SlowRequest(
        route=route[:80], method=method, status=status, took_ms=round(took_ms), at=now()
    )


def keep_rows(rows: list[SlowRequest]) -> None:
    """Write the slowest of these and forget the old; a failure is logged and otherwise nothing."""
    try:
        SlowRequest.objects.bulk_create(nlargest(MOST_A_FLUSH, rows, key=lambda row: row.took_ms))
        forget_old()
    except Exception:
        logger.warning("slow requests were not kept", exc_info=True)


def forget_old() -> None:
    SlowRequest.objects.filter(at__lt=now() - KEPT).delete()
    last = SlowRequest.objects.order_by("-pk").values_list("pk", flat=True)[MOST_KEPT:][:1]
    for pk in last:
        SlowRequest.objects.filter(pk__lte=pk).delete()


SLOW_LOG = SlowLog()
