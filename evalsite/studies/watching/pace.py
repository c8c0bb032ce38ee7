"""How long each step takes the raters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import altair as alt
import numpy as np
from django.utils.translation import gettext as _

from evalsite.studies.models.outcome import Outcome
from evalsite.studies.watching.drawing import WIDTH_PX, finish
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.watch import NO_VOTES, Visit, Watch
from evalsite.studies.watching.ways import relevant
from figures.look import ACCENT, ACCENT_SOFT, INK

FINISHED = (Outcome.COMPLETED, Outcome.FAILED_ATTENTION)


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
    order = [_("Screen"), _("Colours"), _("Details"), _("Practice"), _("Comparing"), one_pair()]
    return [describe(step, spent[step]) for step in order if step in spent]


def one_pair() -> str:
    return _("One comparison")


def steps_of(visit: Visit, watch: Watch) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    before = visit.began
    for check, step in (
        ("device", _("Screen")),
        ("colour", _("Colours")),
        ("artefact", _("Details")),
    ):
        taken = relevant(visit, watch, check)
        if taken and taken.ended and taken.began >= visit.began:
            found.append((step, seconds_between(taken.began, taken.ended)))
            before = max(before, taken.ended)
    return found + votes_of(visit, watch, before)


def votes_of(visit: Visit, watch: Watch, before: datetime) -> list[tuple[str, float]]:
    tally = watch.tallies.get(visit.session, NO_VOTES)
    found = []
    if tally.practised:
        found.append((_("Practice"), seconds_between(before, tally.practised)))
    if visit.outcome in FINISHED and tally.first and tally.last:
        begun = tally.practised or tally.first
        whole = seconds_between(begun, tally.last)
        found += [(_("Comparing"), whole), (one_pair(), whole / tally.votes)]
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
        row | {"words": say_time(row["median_s"])} | {k: row[f"{k}_s"] / 60 for k in QUARTILES}
        for row in rows
        if row["step"] != one_pair()
    ]
    base = alt.Chart(alt.InlineData(drawn))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False)
    y = alt.Y("step:N", sort=[row["step"] for row in drawn], title=None, axis=axis)
    scale = alt.Scale(domainMin=0, nice=True)
    x = alt.X("q25:Q", title=_("Minutes"), scale=scale)
    tooltip = [
        alt.Tooltip("step:N", title=_("Step")),
        alt.Tooltip("q25:Q", title=_("A quarter is faster than, min"), format=".1f"),
        alt.Tooltip("median:Q", title=_("Median, min"), format=".1f"),
        alt.Tooltip("q75:Q", title=_("A quarter is slower than, min"), format=".1f"),
        alt.Tooltip("sessions:Q", title=_("Sessions"), format=",d"),
    ]
    half = base.mark_bar(height=16, color=ACCENT_SOFT, cornerRadius=3)
    middle = base.mark_tick(thickness=3, size=24, color=ACCENT)
    told = base.mark_text(align="left", dx=8)
    layers = alt.layer(
        half.encode(x=x, x2="q75:Q", y=y, tooltip=tooltip),
        middle.encode(x=alt.X("median:Q", title=_("Minutes"), scale=scale), y=y, tooltip=tooltip),
        told.encode(x=alt.X("q75:Q", title=_("Minutes"), scale=scale), y=y, text="words:N"),
    )
    return finish(layers.properties(width=WIDTH_PX - 160, height=alt.Step(34)), simulated)


QUARTILES = ("q25", "median", "q75")


def say_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
