"""The picture of speed: seconds to encode and to decode a megapixel."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from figures.look import INK, INK_SOFT, Layer, Palette, dress
from imgcodecs.comparing.pictures import Picture, Row
from imgcodecs.manifest import ManifestRow

PLOT_PX = 620
STARTS = (
    "Program start is included: about 18 ms an image for codecs that run ffmpeg (docs/metrics.md)."
)
DIRECTIONS = {"encode": "Encode", "decode": "Decode"}
TICKS_S = tuple(10.0**power for power in range(-5, 5))
TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("median:Q", title="Median, s a megapixel", format=".3g"),
    alt.Tooltip("low:Q", title="5 % below", format=".3g"),
    alt.Tooltip("high:Q", title="95 % below", format=".3g"),
    alt.Tooltip("images:Q", title="Images"),
]


def draw_speed(rows: Sequence[ManifestRow], *, palette: Palette) -> Picture | None:
    """Draw each codec's median and the middle 90 % of its images; None without times.

    Seconds of processor time where every row has them, else seconds on the clock.
    """
    clock = choose_clock(rows)
    data = [
        row
        for direction in DIRECTIONS
        for codec in palette.codecs
        if (row := _summarise(rows, codec, direction, clock, palette)) is not None
    ]
    if not data:
        return None
    seconds = "Processor seconds" if clock == "cpu" else "Seconds on the clock"
    return Picture(
        name="speed",
        title="Speed",
        caption=f"Median over the images; the band holds the middle 90 % of them. {seconds}, "
        "on the machine that made the manifest.",
        spec=dress(_stack(data, seconds, palette)),
        data=tuple(data),
        notes=(STARTS,),
    )


def choose_clock(rows: Sequence[ManifestRow]) -> str:
    """``"cpu"`` where everything that was timed has its processor time too, else ``"wall"``."""
    times = [(_find_s(r, way, "wall"), _find_s(r, way, "cpu")) for r in rows for way in DIRECTIONS]
    complete = all(cpu is not None for wall, cpu in times if wall is not None)
    return "cpu" if complete and any(cpu is not None for _, cpu in times) else "wall"


def _find_s(row: ManifestRow, direction: str, clock: str) -> float | None:
    found: float | None = getattr(row, f"{direction}{'_cpu' if clock == 'cpu' else ''}_s")
    return found


def _summarise(
    rows: Sequence[ManifestRow], codec: str, direction: str, clock: str, palette: Palette
) -> Row | None:
    per_megapixel_s = [
        seconds / ((row.width or 0) * (row.height or 0) / 1e6)
        for row in rows
        if row.codec == codec and (seconds := _find_s(row, direction, clock))
    ]
    if not per_megapixel_s:
        return None
    low, median, high = np.quantile(per_megapixel_s, [0.05, 0.5, 0.95]).tolist()
    return {
        "codec": palette.label(codec),
        "codec_name": codec,
        "direction": DIRECTIONS[direction],
        "clock": clock,
        "low": low,
        "median": median,
        "high": high,
        "images": len(per_megapixel_s),
        "words": f"{median:.2g} s" if median < 100 else f"{median:.0f} s",
    }


def _stack(data: list[Row], seconds: str, palette: Palette) -> Layer:
    panels = [
        _draw_panel(
            [row for row in data if row["direction"] == title], title, data, palette, seconds
        )
        for title in DIRECTIONS.values()
        if any(row["direction"] == title for row in data)
    ]
    return alt.vconcat(*panels, spacing=18)


def _draw_panel(
    rows: list[Row], title: str, everything: list[Row], palette: Palette, seconds: str
) -> Layer:
    low = min(row["low"] for row in everything) / 1.3
    high = max(row["high"] for row in everything) * 1.3
    ticks = [tick for tick in TICKS_S if low <= tick <= high]
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    axis = alt.Axis(values=ticks or [low, high], format="~g")
    words = f"{seconds} per megapixel (log scale)"

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=words, scale=scale, axis=axis)

    y_axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=220)
    y = alt.Y("codec:N", sort=list(palette.labels), title=None, axis=y_axis)
    colour = alt.Color("codec:N", scale=palette.colour(), legend=None)
    shape = alt.Shape("codec:N", scale=palette.mark(), legend=None)
    base = alt.Chart(alt.InlineData(rows)).encode(y=y)
    band = base.mark_bar(height=12, opacity=0.28, cornerRadius=6).encode(
        x=x("low"), x2="high:Q", color=colour
    )
    dot = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x("median"), color=colour, shape=shape, tooltip=TOOLTIP
    )
    text = base.mark_text(align="left", baseline="middle", fontSize=12, color=INK_SOFT)
    named = text.encode(x=alt.value(PLOT_PX + 12), text="words:N")
    heading = alt.Title(title, anchor="start", fontSize=13, fontWeight=600, color=INK, offset=8)
    layers = alt.layer(band, dot, named)
    return layers.properties(width=PLOT_PX, height=alt.Step(30), title=heading)
