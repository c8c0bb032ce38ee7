"""The picture of a run: how far from the rates asked for each codec's files are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from figures.look import ACCENT_SOFT, INK_SOFT, Layer, Palette, dress
from imgcodecs.manifest import ManifestRow
from imgcodecs.search import TOLERANCE

WIDTH_PX, HEIGHT_PX = 720, 280
LEAST_SPAN_PERCENT = 5
TICKS_PERCENT = (-90, -50, -20, -10, -5, -3, 0, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
Row = dict[str, Any]


def draw_reached(*, rows: Sequence[ManifestRow], labels: dict[str, str]) -> dict[str, Any]:
    """A mark for each stimulus, in its codec's colour; in the band, its rate was met.

    `labels` gives each codec's name on reports, in the order that gives out the colours.
    """
    palette = Palette(codecs=tuple(labels), labels=tuple(labels.values()))
    points = [describe_point(row, labels) for row in rows]
    layers = alt.layer(draw_band(), draw_marks(points, palette))
    return dress(layers.properties(width=WIDTH_PX, height=HEIGHT_PX))


def describe_point(row: ManifestRow, labels: dict[str, str]) -> Row:
    target_bpp = row.target_bpp or row.bpp
    return {
        "codec": labels[row.codec],
        "source": row.source,
        "target": target_bpp,
        "reached": round(row.bpp, 4),
        "off": round(100 * (row.bpp / target_bpp - 1), 2),
    }


def draw_band() -> Layer:
    """Where a rate counts as met."""
    edge = 100 * TOLERANCE
    band = alt.Chart({"values": [{"low": -edge, "high": edge}]}).mark_rect(
        color=ACCENT_SOFT, opacity=0.4
    )
    return band.encode(y="low:Q", y2="high:Q")


def draw_marks(points: list[Row], palette: Palette) -> Layer:
    marked = alt.Chart({"values": points}).mark_point(filled=True, size=48, opacity=0.8)
    legend = alt.Legend(orient="top", labelFontSize=12, labelLimit=0, labelColor=INK_SOFT)
    return marked.encode(
        x=alt.X("target:O", title="Rate asked for, bits per pixel", axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("codec:N", sort=list(palette.labels)),
        y=alt.Y("off:Q", title="File off its rate, %", **percent_axis(points)),
        color=alt.Color("codec:N", scale=palette.colour(), title=None, legend=legend),
        shape=alt.Shape("codec:N", scale=palette.mark(), title=None, legend=legend),
        tooltip=[
            alt.Tooltip("codec:N", title="Codec"),
            alt.Tooltip("source:N", title="Photograph"),
            alt.Tooltip("target:Q", title="Asked for, bpp"),
            alt.Tooltip("reached:Q", title="Reached, bpp"),
            alt.Tooltip("off:Q", title="Off, %"),
        ],
    )


def percent_axis(points: list[Row]) -> dict[str, Any]:
    """Straight near the band, logarithmic far away: one codec may miss by a factor."""
    low = min(-LEAST_SPAN_PERCENT, *(1.1 * point["off"] for point in points))
    high = max(LEAST_SPAN_PERCENT, *(1.1 * point["off"] for point in points))
    scale = alt.Scale(type="symlog", constant=5, domain=[low, high], nice=False)
    inside = [tick for tick in TICKS_PERCENT if low <= tick <= high]
    return {"scale": scale, "axis": alt.Axis(values=inside, format="d")}
