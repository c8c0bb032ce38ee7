"""The slowest requests of the whole site: only those that were slow are known."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext as _

from evalsite.live.models import SlowRequest
from evalsite.live.panels.panel import Panel
from evalsite.live.slow import FLUSH_S, MOST_A_FLUSH
from evalsite.live.state import Live
from evalsite.studies.watching.figure import Column, Row

LOOKED_AT = timedelta(hours=24)
MOST_ROUTES = 12


def show_slowest(live: Live) -> Panel:
    rows = slow_rows()
    return Panel(
        name="slowest",
        title=_("Slowest requests of the last 24 hours"),
        words=_(
            "Of the whole site, not of this study alone: requests that took over %(limit)d ms on "
            "the server, by page. How many were faster is not counted, and of a rush only the "
            "slowest %(most)d in %(flush)d s of each process are kept. No code or address is "
            "stored."
        )
        % {"limit": settings.SLOW_REQUEST_MS, "most": MOST_A_FLUSH, "flush": FLUSH_S},
        columns=[
            Column("route", _("Page")),
            Column("requests", _("Slow requests kept"), ",d"),
            Column("median_ms", _("Median of these, ms"), ",.0f"),
            Column("slowest_ms", _("Slowest, ms"), ",d"),
            Column("failed", _("Of these, errors"), ",d"),
            Column("last", _("Last (UTC)")),
        ],
        rows=rows,
        data={"slowest": rows},
        empty=say_none(),
    )


def say_none() -> str:
    if not settings.SLOW_REQUEST_MS:
        return _("Requests are not timed: SLOW_REQUEST_MS is 0.")
    said = _("No request took over %(limit)d ms in the last 24 hours.")
    return said % {"limit": settings.SLOW_REQUEST_MS}


def slow_rows() -> list[Row]:
    found = SlowRequest.objects.filter(at__gte=now() - LOOKED_AT)
    groups: dict[str, list[tuple[int, int, datetime]]] = defaultdict(list)
    columns = ("method", "route", "took_ms", "status", "at")
    for method, route, took_ms, status, at in found.values_list(*columns):
        groups[f"{method} {route}"].append((took_ms, status, at))
    rows = [describe(route, requests) for route, requests in groups.items()]
    return sorted(rows, key=lambda row: -row["slowest_ms"])[:MOST_ROUTES]


def describe(route: str, requests: list[tuple[int, int, datetime]]) -> Row:
    times = [took_ms for took_ms, _, _ in requests]
    return {
        "route": route,
        "requests": len(requests),
        "median_ms": median(times),
        "slowest_ms": max(times),
        "failed": sum(status >= 500 for _, status, _ in requests),
        "last": f"{max(at for _, _, at in requests):%Y-%m-%d %H:%M}",
    }
