"""Traps, repeats and "can't tell" over time, with Wilson's intervals."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evalsite.live.counting import Numbers, add_up
from evalsite.live.panels.panel import Panel, to_ms
from evalsite.live.state import Live
from evalsite.live.wilson import share_of
from evalsite.studies.watching.figure import Column, Row

MOST_BINS = 24


def measures(live: Live) -> dict[str, tuple[str, str]]:
    """What is called how: what is counted, and out of what."""
    found = {
        _("Traps right"): ("traps_right", "traps"),
        _("Repeats alike"): ("repeats_alike", "repeats"),
    }
    if live.study.allow_ties:
        found[_("“Can't tell”")] = ("ties", "votes")
    return found


def show_quality(live: Live) -> Panel:
    rows = measure_all(live, live.counts.total)
    return Panel(
        name="quality",
        title=_("Traps, repeats and “can't tell”"),
        words=_(
            "Shares over time with their 95 % intervals (Wilson): traps answered right, repeated "
            "pairs answered as before, and “can't tell” among the votes. Answers of all raters, "
            "whether their votes will be used or not. A coin would pass half the traps."
        ),
        columns=[
            Column("measure", _("Measure")),
            Column("count", _("Counted"), ",d"),
            Column("of", _("Of"), ",d"),
            Column("share", _("Share"), ".1%"),
            Column("low", _("95 % from"), ".1%"),
            Column("high", _("to"), ".1%"),
        ],
        rows=rows,
        data={"quality": over_time(live) if rows else []},
        empty=_(
            "No trap, repeat or pair has been answered yet. How often they were answered right, "
            "alike or not at all is drawn here over time."
        ),
    )


def measure_all(live: Live, numbers: Numbers) -> list[Row]:
    found = {
        name: share_of(numbers[count], numbers[of]) for name, (count, of) in measures(live).items()
    }
    return [
        {
            "measure": name,
            "count": share.count,
            "of": share.of,
            "share": round(share.share, 5),
            "low": round(share.low, 5),
            "high": round(share.high, 5),
        }
        for name, share in found.items()
        if share is not None
    ]


def over_time(live: Live) -> list[Row]:
    """Few bins, so that each has enough answers to say something."""
    counts, rows = live.counts, []
    width_min = counts.width_min * max(1, -(-len(counts.whole) // MOST_BINS))
    for start in sorted({minute // width_min * width_min for minute in counts.whole}):
        inside = add_up(
            numbers
            for minute, numbers in counts.whole.items()
            if minute // width_min == start // width_min
        )
        middle = start + width_min / 2
        rows += [{"at": to_ms(int(middle)), **row} for row in measure_all(live, inside)]
    return rows
