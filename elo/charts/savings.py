"""What the test codec saves: against every other codec, and at every quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np

from elo.charts.look import Palette, finish
from elo.charts.saving_axis import SAVING_TIPS, PercentAxis, draw_across
from elo.charts.saving_axis import WIDTH_PX as FOREST_WIDTH_PX
from elo.core.curves import Curve
from elo.core.numbers import chance, percent_interval, percents
from elo.core.savings import Saving, saving_over_elo
from figures.axes import name_axis
from figures.labels import name_ends
from figures.look import WIDTH_PX

GRID = 48  # qualities in the picture of saving over quality
MOST_CURVES = 6  # anchors, those against which least is saved; more bands hide one another
MOST_DRAWS = 2000  # behind each; more would not move a band by its width on paper
HEIGHT_PX = 280
Row = dict[str, Any]
FOREST_TOOLTIP = [
    alt.Tooltip("codec:N", title="Against"),
    *SAVING_TIPS,
    alt.Tooltip("chance:N", title="Chance that it saves"),
    alt.Tooltip("note:N", title="Note"),
]
TOOLTIP = [
    alt.Tooltip("codec:N", title="Against"),
    alt.Tooltip("elo:Q", title="Elo", format=".0f"),
    alt.Tooltip("median:Q", title="Saving", format="+.1%"),
    alt.Tooltip("low:Q", title="95 % from", format="+.1%"),
    alt.Tooltip("high:Q", title="95 % to", format="+.1%"),
]


def draw_forest(*, savings: Sequence[Saving], palette: Palette) -> dict[str, Any] | None:
    """Saving of one codec against each other, with its interval; None if all are refused."""
    given = [each for each in savings if not each.refused]
    if not given:
        return None
    ordered = sorted(given, key=lambda each: -each.saving.median)
    rows = [forest_row(each, palette) for each in ordered]
    y = alt.Y("codec:N", sort=[row["codec"] for row in rows], title=None, axis=name_axis())
    title = f"Bits that {palette.label(savings[0].test)} saves at equal quality"
    x = PercentAxis(rows=rows, title=title)
    base = alt.Chart(alt.InlineData(rows)).encode(y=y)
    band = base.mark_bar(height=12, opacity=0.28, cornerRadius=6)
    dot = base.mark_point(filled=True, size=110, opacity=1)
    text = base.mark_text(align="left", baseline="middle", fontSize=12)
    colour = alt.Color("codec:N", scale=palette.colour(), legend=None)
    layers = alt.layer(
        x.draw_zero(),
        band.encode(x=x.encode("low"), x2="high:Q", color=colour),
        dot.encode(
            x=x.encode("median"),
            color=colour,
            shape=alt.Shape("codec:N", scale=palette.mark(), legend=None),
            tooltip=FOREST_TOOLTIP,
        ),
        text.encode(x=alt.value(FOREST_WIDTH_PX + 12), text="words:N"),
    )
    return finish(layers.properties(width=FOREST_WIDTH_PX, height=alt.Step(34)), palette)


def forest_row(saving: Saving, palette: Palette) -> Row:
    drawn = saving.saving
    interval = percent_interval(drawn)
    return {
        "codec": palette.label(saving.anchor),
        "median": round(drawn.median, 5),
        "low": round(drawn.q025, 5),
        "high": round(drawn.q975, 5),
        "interval": interval,
        "words": f"{percents(drawn.median)}  ({interval})",
        "chance": chance(saving.probability),
        "note": saving.flag or "none",
    }


def draw_saving_over_quality(
    *, test: str, curves: Mapping[str, Curve], savings: Sequence[Saving], palette: Palette
) -> dict[str, Any] | None:
    """Saving at each quality that at least 95 % of the draws reach; None if there is none."""
    given = [each for each in savings if each.test == test and not each.refused]
    nearest = sorted(given, key=lambda each: each.saving.median)[:MOST_CURVES]
    anchors = [each.anchor for each in given if each in nearest]
    rows: list[Row] = []
    for anchor in anchors:
        rows += saving_rows(curves[test], curves[anchor], palette)
    if not rows:
        return None
    x = alt.X(
        "elo:Q",
        title="Perceived quality (Elo)",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(format="d", tickCount=6),
    )
    span = min(0, *(row["low"] for row in rows)), max(row["high"] for row in rows) + 0.02
    base = alt.Chart(alt.InlineData(rows))
    colour = alt.Color("codec:N", scale=palette.colour(), legend=None)
    layers = alt.layer(
        draw_across(0, saving_axis("at", test, span, palette)),
        base.mark_area(opacity=0.16).encode(
            x=x, y=saving_axis("low", test, span, palette), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=2.5).encode(
            x=x, y=saving_axis("median", test, span, palette), color=colour, tooltip=TOOLTIP
        ),
        *name_ends(
            list({row["codec"]: row for row in rows}.values()),
            field="median",
            axis=lambda field: saving_axis(field, test, span, palette),
            span=span,
            height_px=HEIGHT_PX,
            palette=palette,
        ),
    )
    return finish(layers.properties(width=WIDTH_PX, height=HEIGHT_PX), palette)


def saving_axis(field: str, test: str, span: tuple[float, float], palette: Palette) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=f"Bits that {palette.label(test)} saves",
        scale=alt.Scale(domain=list(span), nice=False),
        axis=alt.Axis(format=".0%", tickCount=6),
    )


def saving_rows(test: Curve, anchor: Curve, palette: Palette) -> list[Row]:
    """Median and interval on a grid over the range that nearly every draw reaches."""
    low = max(np.quantile(c.lowest_elo, 0.975) for c in (test, anchor))
    high = min(np.quantile(c.highest_elo, 0.025) for c in (test, anchor))
    if not high > low:
        return []
    grid = np.linspace(low, high, GRID)
    drawn = saving_over_elo(test=thin(test), anchor=thin(anchor), elo=grid)
    quantiles = np.nanquantile(drawn, [0.025, 0.5, 0.975], axis=0)
    return [
        {
            "codec": palette.label(anchor.codec),
            "elo": round(float(elo), 1),
            "low": round(float(bottom), 4),
            "median": round(float(middle), 4),
            "high": round(float(top), 4),
        }
        for elo, (bottom, middle, top) in zip(grid, quantiles.T, strict=True)
    ]


def thin(curve: Curve) -> Curve:
    """Evenly spaced draws of a curve."""
    step = max(1, len(curve.points) // MOST_DRAWS)
    return replace(
        curve,
        points=curve.points[::step],
        elo=curve.elo[::step],
        log2_bpp=curve.log2_bpp[::step],
        slope=curve.slope[::step],
        repaired=curve.repaired[::step],
    )
