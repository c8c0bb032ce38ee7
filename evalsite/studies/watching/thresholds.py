"""How fine a difference each rater saw, beside the study's limit."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from evalsite.studies.watching.drawing import WIDTH_PX, finish, tell_apart
from evalsite.studies.watching.figure import Column, Figure, Row
from evalsite.studies.watching.watch import Taken, Visit, Watch
from figures.look import ACCENT, INK, Layer
from raters.checks.artefact import passes
from raters.checks.psi import EDGES
from raters.checks.steps import PASSED

HIGHEST = float(EDGES[-1])  # of the check's grid: somebody who sees nothing at all
BIN = 0.05
NO_TICKS = alt.Axis(labels=False, ticks=False, grid=False, domain=False)


def show_thresholds(watch: Watch) -> Figure:
    rows = threshold_rows(watch)
    study, limit = watch.study, watch.rules["limit"]
    return Figure(
        name="thresholds",
        title=_("Thresholds of the raters"),
        words=_(
            "The strength at which a rater finds the original three times in four: the lower, the "
            "finer the eye. Above, how many raters have which threshold, with the limit of this "
            "study; below, each rater, the finest eye on top, with one standard deviation either "
            "way, and whether the check was passed by the rules of this study. Click a rater for "
            "the curve and the answers."
        ),
        columns=[
            Column("rater", _("Rater")),
            Column("threshold", _("Threshold"), ".2f"),
            Column("sd", _("± sd"), ".2f"),
            Column("result", _("Result")),
        ],
        rows=rows,
        spec=draw_thresholds(rows, limit, watch.simulated) if rows else None,
        empty=_(
            "No threshold yet. Each rater who finishes the artefact check gets one, with its "
            "uncertainty; they appear here beside this study's limit."
        ),
        links={row["rater"]: row["address"] for row in rows} if study.pk else {},
    )


def threshold_rows(watch: Watch) -> list[Row]:
    """Raters with a measured threshold, the finest first."""
    rows = []
    for visit in {visit.rater: visit for visit in watch.visits}.values():
        taken = latest_measured(visit, watch)
        if taken is not None:
            rows.append(describe(visit, taken, watch))
    return sorted(rows, key=lambda row: (row["threshold"], row["rater"]))


def latest_measured(visit: Visit, watch: Watch) -> Taken | None:
    taken = watch.taken.get((visit.rater, "artefact"), [])
    measured = [each for each in taken if each.outcome and "threshold" in each.measured]
    return measured[-1] if measured else None


def describe(visit: Visit, taken: Taken, watch: Watch) -> Row:
    measured = taken.measured
    return {
        "rater": visit.short,
        "threshold": float(measured["threshold"]),
        "sd": read_sd(measured),
        "result": _("passed") if passes_here(taken, watch) else _("not passed"),
        "address": reverse("studies:rater", args=[watch.study.slug, visit.code]),
    }


def passes_here(taken: Taken, watch: Watch) -> bool:
    """By the rules of this study, which need not be those the check was taken under."""
    if taken.policy == watch.rules or "finer_than" not in taken.measured:
        return taken.outcome == PASSED
    return passes(taken.measured, watch.rules)


def read_sd(measured: dict[str, Any]) -> float | None:
    found = measured.get("threshold_sd", measured.get("sd"))
    return None if found is None else float(found)


def draw_thresholds(rows: list[Row], limit: float, simulated: bool) -> dict[str, Any]:
    parts = alt.vconcat(draw_spread(rows, limit), draw_each(len(rows), limit), spacing=24)
    return finish(parts, simulated, {"raters": rank_rows(rows)})


def threshold_look(title: str | None = None, *, step: float = 0.1) -> dict[str, Any]:
    ticks = np.arange(0, HIGHEST + 0.01, step).round(1).tolist()
    scale = alt.Scale(domain=[0, HIGHEST], nice=False)
    return {"title": title, "scale": scale, "axis": alt.Axis(values=ticks, format=".1f")}


def draw_spread(rows: list[Row], limit: float) -> Layer:
    edges = np.arange(0, HIGHEST + BIN, BIN).round(4)
    people, _edges = np.histogram([row["threshold"] for row in rows], edges)
    drawn = [
        {"from": float(low), "to": float(high), "raters": int(count)}
        for low, high, count in zip(edges[:-1], edges[1:], people, strict=True)
    ]
    # Whole raters alone: between 0 and 1 Vega would put a tick that reads "1" at one half.
    ticks = alt.Axis(tickMinStep=1, tickCount=min(5, int(people.max())), format="d")
    bars = alt.Chart(alt.InlineData(drawn)).mark_bar(color=ACCENT, binSpacing=1, clip=True)
    encoded = bars.encode(
        x=alt.X("from:Q", bin="binned", **threshold_look()),
        x2="to:Q",
        y=alt.Y("raters:Q", title=_("Raters"), axis=ticks),
        tooltip=[
            alt.Tooltip("from:Q", title=_("From"), format=".2f"),
            alt.Tooltip("to:Q", title=_("To"), format=".2f"),
            alt.Tooltip("raters:Q", title=_("Raters")),
        ],
    )
    layers = alt.layer(encoded, *mark_limit(limit, title=None, named=True))
    return layers.properties(width=WIDTH_PX - 60, height=150)


def mark_limit(limit: float, *, title: str | None, named: bool) -> list[Layer]:
    """The limit as a line; `title` is the axis's: layers without one would take it away."""
    here = alt.Chart(alt.InlineData([{"threshold": limit, "words": _("limit %.2f") % limit}]))
    rule = here.mark_rule(color=INK, strokeDash=[5, 4]).encode(
        x=alt.X("threshold:Q", **threshold_look(title))
    )
    words = here.mark_text(align="left", dx=6, baseline="top", color=INK).encode(
        x=alt.X("threshold:Q", **threshold_look(title)), y=alt.value(0), text="words:N"
    )
    return [rule, words] if named else [rule]


def rank_rows(rows: list[Row]) -> list[Row]:
    return [
        row
        | {
            "rank": rank,
            "low": max(0.0, row["threshold"] - (row["sd"] or 0)),
            "high": min(HIGHEST, row["threshold"] + (row["sd"] or 0)),
        }
        for rank, row in enumerate(rows, start=1)
    ]


def draw_each(count: int, limit: float) -> Layer:
    """Raters by rank, thin where there are many."""
    base = alt.Chart(alt.NamedData("raters"))
    rank = alt.Scale(domain=[0, count + 1], nice=False, reverse=True)
    # One short word: with few raters the panel is low, and a longer title would leave it.
    y = alt.Y("rank:Q", title=_("Raters"), axis=NO_TICKS, scale=rank)
    apart = tell_apart("result:N", _("passed"), _("not passed"))
    title = _("Threshold: strength found three times in four")
    span = base.mark_rule(opacity=0.35, strokeWidth=2).encode(
        x=alt.X("low:Q", **threshold_look(title)), x2="high:Q", y=y, color=apart["color"]
    )
    point = base.mark_point(filled=True, size=40, opacity=1, cursor="pointer").encode(
        x=alt.X("threshold:Q", **threshold_look(title)),
        y=y,
        **apart,
        href="address:N",
        tooltip=[
            alt.Tooltip("rater:N", title=_("Rater")),
            alt.Tooltip("threshold:Q", title=_("Threshold"), format=".2f"),
            alt.Tooltip("sd:Q", title=_("± sd"), format=".2f"),
            alt.Tooltip("result:N", title=_("Result")),
        ],
    )
    height = min(560, max(80, 12 * count))
    return alt.layer(*mark_limit(limit, title=title, named=False), span, point).properties(
        width=WIDTH_PX - 60, height=height
    )
