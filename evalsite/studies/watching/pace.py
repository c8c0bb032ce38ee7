"""How long each step takes the raters."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

import altair as alt
import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models.outcome import FINISHED
from evalsite.studies.watching.drawing import WIDTH_PX, finish
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.watch import NO_VOTES, Visit, Watch
from evalsite.studies.watching.ways import relevant
from figures.look import ACCENT, ACCENT_SOFT, INK
from raters.policies import CHECKS

PRACTICE, COMPARING, ONE_PAIR = "practice", "comparing", "one pair"
# In the order of a visit. Names are looked up for the page, not for each of thousands of visits.
STEPS = {
    "device": gettext_lazy("Screen"),
    "colour": gettext_lazy("Colours"),
    "artefact": gettext_lazy("Details"),
    PRACTICE: gettext_lazy("Practice"),
    COMPARING: gettext_lazy("Comparing"),
    ONE_PAIR: gettext_lazy("One comparison"),
}


def show_pace(watch: Watch) -> Figure:
    rows = pace_rows(watch)
    return Figure(
        name="times",
        title=_("Time per step"),
        words=_(
            "Median and middle half of the raters, of steps taken in this study: a check that was "
            "still valid from an earlier study takes no time and is not counted. Pauses are."
        ),
        columns=[
            Column("step", _("Step")),
            Column("sessions", _("Sessions"), ",d"),
            Column("q25_s", _("A quarter is faster than, s"), ".1f"),
            Column("median_s", _("Median, s"), ".1f"),
            Column("q75_s", _("A quarter is slower than, s"), ".1f"),
        ],
        rows=rows,
        spec=draw_pace(rows, watch.simulated) if rows else None,
        empty=_(
            "Nobody has finished a step yet. The time that each check, the practice and the "
            "comparisons take appears here."
        ),
    )


def pace_rows(watch: Watch) -> list[Row]:
    spent: dict[str, list[float]] = {}
    for visit in watch.visits:
        for step, seconds in steps_of(visit, watch):
            spent.setdefault(step, []).append(seconds)
    return [describe(str(name), spent[step]) for step, name in STEPS.items() if step in spent]


def steps_of(visit: Visit, watch: Watch) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    before = visit.began
    for check in CHECKS:
        taken = relevant(visit, watch, check)
        if taken and taken.ended and taken.began >= visit.began:
            found.append((check, seconds_between(taken.began, taken.ended)))
            before = max(before, taken.ended)
    return found + votes_of(visit, watch, before)


def votes_of(visit: Visit, watch: Watch, before: datetime) -> list[tuple[str, float]]:
    tally = watch.tallies.get(visit.session, NO_VOTES)
    found = []
    if tally.practised:
        found.append((PRACTICE, seconds_between(before, tally.practised)))
    if visit.outcome in FINISHED and tally.first and tally.last:
        begun = tally.practised or tally.first
        whole = seconds_between(begun, tally.last)
        found += [(COMPARING, whole), (ONE_PAIR, whole / tally.votes)]
    return found


def seconds_between(begun: datetime, ended: datetime) -> float:
    return max(0.0, (ended - begun).total_seconds())


def describe(step: str, seconds: list[float]) -> Row:
    q25_s, median_s, q75_s = (float(each) for each in np.quantile(seconds, (0.25, 0.5, 0.75)))
    return {
        "step": step,
        "sessions": len(seconds),
        "q25_s": round(q25_s, 2),
        "median_s": round(median_s, 2),
        "q75_s": round(q75_s, 2),
    }


def draw_pace(rows: list[Row], simulated: bool) -> dict[str, Any]:
    drawn = [
        row | {f"{name}_words": say_time(row[f"{name}_s"]) for name in QUARTILES}
        for row in rows
        if row["step"] != str(STEPS[ONE_PAIR])
    ]
    base = alt.Chart(alt.InlineData(drawn))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False)
    y = alt.Y("step:N", sort=[row["step"] for row in drawn], title=None, axis=axis)
    look = time_look(max((row["q75_s"] for row in drawn), default=0))
    x = alt.X("q25_s:Q", **look)
    tooltip = [
        alt.Tooltip("step:N", title=_("Step")),
        alt.Tooltip("q25_words:N", title=_("A quarter is faster than, min:s")),
        alt.Tooltip("median_words:N", title=_("Median, min:s")),
        alt.Tooltip("q75_words:N", title=_("A quarter is slower than, min:s")),
        alt.Tooltip("sessions:Q", title=_("Sessions"), format=",d"),
    ]
    half = base.mark_bar(height=16, color=ACCENT_SOFT, cornerRadius=3)
    middle = base.mark_tick(thickness=3, size=24, color=ACCENT)
    told = base.mark_text(align="left", dx=8)
    layers = alt.layer(
        half.encode(x=x, x2="q75_s:Q", y=y, tooltip=tooltip),
        middle.encode(x=alt.X("median_s:Q", **look), y=y, tooltip=tooltip),
        told.encode(x=alt.X("q75_s:Q", **look), y=y, text="median_words:N"),
    )
    return finish(layers.properties(width=WIDTH_PX - 160, height=alt.Step(34)), simulated)


QUARTILES = ("q25", "median", "q75")
# Distances of ticks that read well as minutes and seconds; of longer times, whole hours.
TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)
MOST_TICKS = 6  # beside the one at 0
AS_CLOCK = "floor(datum.value / 60) + ':' + format(datum.value % 60, '02d')"  # as `say_time` does


def time_look(longest_s: float) -> dict[str, Any]:
    """Scale and axis of a time from 0, with few ticks, each at a whole second."""
    ticks = list_ticks(longest_s)
    scale = alt.Scale(domain=[0, ticks[-1]], nice=False)
    axis = alt.Axis(values=ticks, labelExpr=AS_CLOCK, labelOverlap=False)
    return {"title": _("Minutes:seconds"), "scale": scale, "axis": axis}


def list_ticks(longest_s: float) -> list[int]:
    """Ticks from 0 to the first at or beyond the longest time."""
    hours = 3600 * ceil(longest_s / 3600 / MOST_TICKS)
    step = next((each for each in TICK_STEPS_S if longest_s <= MOST_TICKS * each), hours)
    return [step * number for number in range(max(1, ceil(longest_s / step)) + 1)]


def say_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
