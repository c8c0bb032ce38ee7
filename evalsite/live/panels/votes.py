"""Answers a minute, over the last hours or the whole study."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evalsite.live.counting import RECENT_MIN, Bins, Counts
from evalsite.live.panels.panel import Panel, newest_first, say_minute, to_ms
from evalsite.live.state import Live
from evalsite.live.tallying import minute_of
from evalsite.studies.models import Study
from evalsite.studies.watching.figure import Column, Row


def show_votes(live: Live) -> Panel:
    some = bool(live.counts.whole)
    rows = (recent_rows(live) if live.asked.recent else whole_rows(live)) if some else []
    return Panel(
        name="votes",
        title=_("Answers a minute"),
        words=_(
            "Every answer but practice, when it arrived; traps and repeats are in it. Of the whole "
            "study a bar stands for more minutes the longer it runs; the running minute is not "
            "drawn. What a rater withdraws later stays in these counts."
        ),
        columns=[
            Column("from", _("From (UTC)")),
            Column("minutes", _("Minutes"), ",d"),
            Column("answers", _("Answers"), ",d"),
            Column("a_minute", _("A minute"), ",.1f"),
        ],
        rows=newest_first(rows),
        data={"votes": rows},
        empty=_(
            "No full minute with answers yet. Send the rater link, and the answers of each minute "
            "are drawn here as they arrive."
        ),
    )


def recent_rows(live: Live) -> list[Row]:
    counts = live.counts
    first = max(counts.until - RECENT_MIN, opened_minute(live.study, counts))
    return list_bins(counts.recent, first, counts.until, 1)


def whole_rows(live: Live) -> list[Row]:
    counts = live.counts
    first = min(counts.whole, default=counts.until)
    first = max(first, min(opened_minute(live.study, counts), first + counts.width_min - 1))
    return list_bins(counts.whole, first, counts.until, counts.width_min)


def opened_minute(study: Study, counts: Counts) -> int:
    return minute_of(study.opened_at) if study.opened_at else counts.until


def list_bins(bins: Bins, first: int, until: int, width_min: int) -> list[Row]:
    """Bins without a gap; the first and the last may cover less than their width."""
    rows = []
    for start in range(first // width_min * width_min, until, width_min):
        begin, end = max(start, first), min(start + width_min, until)
        answers = bins[start]["answers"] if start in bins else 0
        rows.append(
            {
                "from": say_minute(begin),
                "minutes": end - begin,
                "answers": answers,
                "a_minute": answers / (end - begin),
                "at": to_ms(begin),
                "end": to_ms(end),
                "zero": 0,
            }
        )
    return rows
