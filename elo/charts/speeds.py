"""Seconds that each codec takes for a megapixel, to encode and to decode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.core.metrics.speeds import DIRECTIONS, CodecSpeed
from figures.look import INK

WIDTH_PX = 560
TICKS_S = [10.0**power for power in range(-5, 6)]


def draw_speeds(*, speeds: Sequence[CodecSpeed], palette: Palette) -> dict[str, Any] | None:
    """Median and middle 90 % on a log axis, a panel for each direction; None without times."""
    rows = [
        {
            "codec": palette.label(each.codec),
            "direction": DIRECTIONS[each.direction],
            "median_s": round(each.median_s, 6),
            "low_s": round(each.q05_s, 6),
            "high_s": round(each.q95_s, 6),
            "pictures": each.pictures,
        }
        for each in speeds
        if each.codec in palette.codecs and each.q05_s > 0
    ]
    if not rows:
        return None
    base = alt.Chart()
    scale = alt.Scale(type="log", nice=False, padding=12)
    axis = alt.Axis(values=TICKS_S, format="~g")
    title = "Seconds a megapixel (log scale)"
    y_axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=220)
    y = alt.Y("codec:N", sort=list(palette.labels), title=None, axis=y_axis)
    colour = alt.Color("codec:N", scale=palette.colour(), legend=None)
    band = base.mark_bar(height=10, opacity=0.28, cornerRadius=5).encode(
        x=alt.X("low_s:Q", title=title, scale=scale, axis=axis), x2="high_s:Q", y=y, color=colour
    )
    dot = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("median_s:Q", title=title, scale=scale, axis=axis),
        y=y,
        color=colour,
        shape=alt.Shape("codec:N", scale=palette.mark(), legend=None),
        tooltip=[
            alt.Tooltip("codec:N", title="Codec"),
            alt.Tooltip("direction:N", title="To"),
            alt.Tooltip("median_s:Q", title="Median, s a megapixel", format=".3g"),
            alt.Tooltip("low_s:Q", title="5 % below", format=".3g"),
            alt.Tooltip("high_s:Q", title="95 % below", format=".3g"),
            alt.Tooltip("pictures:Q", title="Pictures"),
        ],
    )
    panel = alt.layer(band, dot, data=alt.InlineData(rows))
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight=600, labelAnchor="start")
    facet = alt.Facet("direction:N", sort=list(DIRECTIONS.values()), header=header)
    chart = panel.properties(width=WIDTH_PX, height=alt.Step(28)).facet(facet=facet, columns=1)
    return finish(chart, palette)
