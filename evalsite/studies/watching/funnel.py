"""The picture of the steps from the link to votes that count."""

from __future__ import annotations

from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from evalsite.studies.watching.drawing import finish
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.steps import funnel_rows
from evalsite.studies.watching.watch import Watch
from evalsite.studies.watching.ways import follow
from figures.look import ACCENT, ACCENT_SOFT, INK, INK_SOFT

REASONS_IN_PICTURE = 2
WIDTH_PX, BARS_PX, WORDS_PX = 840, 300, 400  # of the picture, its bars, where words begin


def show_funnel(watch: Watch) -> Figure:
    ways = [follow(visit, watch) for visit in watch.visits]
    rows = funnel_rows(ways, watch.openings) if ways or watch.openings else []
    return Figure(
        name="funnel",
        title=_("From the link to votes that count"),
        words=_(
            "One row a step; sessions, not persons. Beside each step, why sessions went no "
            "further. Openings of the welcome page are counted without storing anybody: a reload "
            "or a link's preview counts again."
        ),
        columns=[
            Column("step", _("Step")),
            Column("sessions", _("Came so far"), ",d"),
            Column("share", _("Of those who decided"), ".0%"),
            Column("lost", _("Went no further"), ",d"),
            Column("reasons", _("Why")),
        ],
        rows=rows,
        spec=draw_funnel(rows, watch.simulated) if ways else None,
        empty=_(
            "Nobody has decided about consent yet. Send the rater link, and each step from the "
            "link to votes that count is drawn here, with the reasons of those who left."
        ),
    )


def draw_funnel(rows: list[Row], simulated: bool) -> dict[str, Any]:
    drawn = [row | {"words": say_step(row), "why": shorten(row["reasons"])} for row in rows]
    base = alt.Chart(alt.InlineData(drawn))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=240)
    y = alt.Y("step:N", sort=[row["step"] for row in rows], title=None, axis=axis)
    most = max(1, *(row["sessions"] for row in rows))
    scale = alt.Scale(domain=[0, most * WIDTH_PX / BARS_PX])
    x = alt.X("sessions:Q", title=None, axis=None, scale=scale)
    welcome = alt.datum.share == None  # noqa: E711  an expression of the picture, not of Python
    colour = alt.condition(welcome, alt.value(ACCENT_SOFT), alt.value(ACCENT))
    bar = base.mark_bar(height=20, cornerRadiusEnd=3)
    told = base.mark_text(align="left", dx=8).encode(x=x, y=y, text="words:N")
    why = base.mark_text(align="left", color=INK_SOFT, limit=WIDTH_PX - WORDS_PX)
    layers = alt.layer(
        bar.encode(x=x, y=y, color=colour, tooltip=hover()),
        told,
        why.encode(x=alt.value(WORDS_PX), y=y, text="why:N", tooltip=hover()),
    )
    return finish(layers.properties(width=WIDTH_PX, height=alt.Step(34)), simulated)


def hover() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("step:N", title=_("Step")),
        alt.Tooltip("sessions:Q", title=_("Came so far"), format=",d"),
        alt.Tooltip("lost:Q", title=_("Went no further"), format=",d"),
        alt.Tooltip("reasons:N", title=_("Why")),
    ]


def say_step(row: Row) -> str:
    share = row["share"]
    return f"{row['sessions']:,}" + (f"  ({share:.0%})" if share is not None else "")


def shorten(reasons: str) -> str:
    parts = reasons.split("; ")
    more = len(parts) - REASONS_IN_PICTURE
    kept = "; ".join(parts[:REASONS_IN_PICTURE])
    return f"{kept}; …" if more > 0 else kept
