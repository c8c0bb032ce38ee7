"""Half a square of pairs: each stands once, and the empty half has room for the legend."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.fits import Place
from evalsite.live.state import Live
from evalsite.studies.models import Codec
from figures.look import ACCENT, INK, PAPER, Layer

SIDE_PX = 620
NEVER, FEW = "#edeff1", "#c3d8ef"  # a pair not asked; one asked least
HAIRLINE_BELOW = 40  # conditions: with more, lines between the squares would cover them


def draw_coverage(live: Live) -> Layer:
    places = live.fits.places
    layers = [draw_ground(places), draw_squares(places), *draw_codecs(places)]
    return alt.layer(*layers).properties(width=SIDE_PX, height=SIDE_PX)


def axes(count: int, x: str, y: str) -> dict[str, Any]:
    return {
        "x": alt.X(x, scale=alt.Scale(domain=[0, count], nice=False), axis=None),
        "y": alt.Y(y, scale=alt.Scale(domain=[count, 0], nice=False), axis=None),
    }


def draw_ground(places: list[Place]) -> Layer:
    """One strip a condition, under the squares of its pairs."""
    rows = [{"y": p.number, "y2": p.number + 1, "x": 0, "x2": p.number} for p in places]
    ground = alt.Chart(alt.InlineData(rows)).mark_rect(color=NEVER)
    return ground.encode(**axes(len(places), "x:Q", "y:Q"), x2="x2:Q", y2="y2:Q")


def draw_squares(places: list[Place]) -> Layer:
    names = alt.InlineData([{"number": p.number, "label": p.label} for p in places])
    looked_up = (
        alt.Chart(alt.NamedData("coverage"))
        .transform_lookup("a", alt.LookupData(names, "number", ["label"]), as_=["label_a"])
        .transform_lookup("b", alt.LookupData(names, "number", ["label"]), as_=["label_b"])
        .transform_calculate(a2="datum.a + 1", b2="datum.b + 1")
    )
    line: dict[str, Any] = (
        {"stroke": PAPER, "strokeWidth": 1} if len(places) < HAIRLINE_BELOW else {}
    )
    return looked_up.mark_rect(**line).encode(
        **axes(len(places), "a:Q", "b:Q"),
        x2="a2:Q",
        y2="b2:Q",
        color=alt.Color("n:Q", scale=shade(), legend=legend()),
        tooltip=[
            alt.Tooltip("label_b:N", title=_("Condition")),
            alt.Tooltip("label_a:N", title=_("against")),
            alt.Tooltip("n:Q", title=_("Answers"), format=",d"),
        ],
    )


def shade() -> alt.Scale:
    """From the pair asked least to that asked most, of those asked at all.

    From 0 on, pairs that were asked evenly would all be alike dark. By the square root: few answers
    are told apart better than many.
    """
    return alt.Scale(type="sqrt", zero=False, range=[FEW, ACCENT, "#0b2545"])


def legend() -> alt.Legend:
    return alt.Legend(
        title=_("Answers of a pair"),
        orient="none",
        legendX=SIDE_PX - 150,
        legendY=40,
        # Half an answer is none: between two whole numbers nothing is written.
        labelExpr="datum.value % 1 ? '' : format(datum.value, ',d')",
    )


def draw_codecs(places: list[Place]) -> list[Layer]:
    """Names at the left and along the diagonal, and lines where one codec ends."""
    count = len(places)
    rows = [span_of(codec, list(group)) for codec, group in groupby(places, lambda at: at.codec)]
    base = alt.Chart(alt.InlineData([{**row, "zero": 0, "end": count} for row in rows]))
    line = base.mark_rule(color=PAPER, strokeWidth=3)
    beside = base.mark_text(align="right", dx=-8, fontSize=13, color=INK, limit=150)
    above = base.mark_text(align="left", dx=10, fontSize=13, color=INK, limit=220)
    return [
        line.encode(**axes(count, "zero:Q", "first:Q"), x2="end:Q"),
        line.encode(**axes(count, "first:Q", "zero:Q"), y2="end:Q"),
        above.encode(**axes(count, "middle:Q", "middle:Q"), text="codec:N"),
        beside.encode(x=alt.value(0), y=axes(count, "", "middle:Q")["y"], text="codec:N"),
    ]


def span_of(codec: Codec, places: list[Place]) -> dict[str, Any]:
    first, end = places[0].number, places[-1].number + 1
    return {"codec": codec.label, "first": first, "middle": (first + end) / 2}
