"""Seconds that each codec takes for a megapixel, to encode and to decode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.panels import draw_panels
from elo.core.metrics.speeds import DIRECTIONS, CodecSpeed
from figures.axes import name_axis
from figures.look import Layer

WIDTH_PX = 560
TICKS_S = [10.0**power for power in range(-5, 6)]
TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("direction:N", title="To"),
    alt.Tooltip("median_s:Q", title="Median, s a megapixel", format=".3g"),
    alt.Tooltip("low_s:Q", title="5 % below", format=".3g"),
    alt.Tooltip("high_s:Q", title="95 % below", format=".3g"),
    alt.Tooltip("pictures:Q", title="Pictures"),
]


def draw_speeds(*, speeds: Sequence[CodecSpeed], palette: Palette) -> dict[str, Any] | None:
    """Median and middle 90 % on a log axis, a panel for each direction; None without times."""
    rows = [
        speed_row(each, palette)
        for each in speeds
        if each.codec in palette.codecs and each.q05_s > 0
    ]
    if not rows:
        return None
    chart = draw_panels(
        *draw_times(palette),
        rows=rows,
        by="direction",
        order=list(DIRECTIONS.values()),
        columns=1,
        size={"width": WIDTH_PX, "height": alt.Step(28)},
    )
    return finish(chart, palette)


def speed_row(speed: CodecSpeed, palette: Palette) -> dict[str, Any]:
    return {
        "codec": palette.label(speed.codec),
        "direction": DIRECTIONS[speed.direction],
        "median_s": round(speed.median_s, 6),
        "low_s": round(speed.q05_s, 6),
        "high_s": round(speed.q95_s, 6),
        "pictures": speed.pictures,
    }


def draw_times(palette: Palette) -> list[Layer]:
    """Draw a mark with its band for each codec."""
    base = alt.Chart().encode(
        y=alt.Y("codec:N", sort=list(palette.labels), title=None, axis=name_axis()),
        color=alt.Color("codec:N", scale=palette.colour(), legend=None),
    )
    band = base.mark_bar(height=10, opacity=0.28, cornerRadius=5)
    shape = alt.Shape("codec:N", scale=palette.mark(), legend=None)
    return [
        band.encode(x=time_axis("low_s"), x2="high_s:Q"),
        base.mark_point(filled=True, size=90, opacity=1).encode(
            x=time_axis("median_s"), shape=shape, tooltip=TOOLTIP
        ),
    ]


def time_axis(field: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="Seconds a megapixel (log scale)",
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(values=TICKS_S, format="~g"),
    )
