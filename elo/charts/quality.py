"""The picture of the report: Elo against bitrate, every codec a curve with its 95 % band."""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.core.elo_fit import EloFit
from elo.core.types import ELO_PER_JND, MEAN_ELO, Conditions
from figures.axes import rate_axis
from figures.labels import name_ends
from figures.look import INK, INK_SOFT, WIDTH_PX, Layer

HEIGHT_PX = 420
TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("condition:N", title="Condition"),
    alt.Tooltip("rate:N", title="Rate"),
    alt.Tooltip("elo:Q", title="Elo", format=".0f"),
    alt.Tooltip("interval:N", title="95 % interval"),
    alt.Tooltip("jnd:Q", title="JND", format="+.2f"),
    alt.Tooltip("votes:Q", title="Votes"),
]
Row = dict[str, Any]
Span = tuple[float, float]  # of the Elo axis


def draw_quality(*, fit: EloFit, conditions: Conditions, palette: Palette) -> dict[str, Any] | None:
    """Elo over bits per pixel on a log axis; a condition without a rate is a level line.

    None where no condition has a rate: `elo.charts.scores` draws those.
    """
    rows = list_scores(fit=fit, conditions=conditions, palette=palette)
    rated = [row for row in rows if row["bpp"] is not None]
    levels = [row for row in rows if row["bpp"] is None]
    if not rated:
        return None
    x, span = rate_axis([row["bpp"] for row in rated]), elo_span(rows)
    counts = {row["codec"]: sum(r["codec"] == row["codec"] for r in rated) for row in rated}
    many = [row for row in rated if counts[row["codec"]] > 1]
    alone = [row for row in rated if counts[row["codec"]] == 1]
    layers = [
        *([level_lines(levels, span)] if levels else []),
        *([bands(many, x, span, palette), curves(many, x, span, palette)] if many else []),
        *([upright_bands(alone, x, span, palette)] if alone else []),
        marks(rated, x, span, palette),
        *name_lines(rated, span, palette),
    ]
    return finish(alt.layer(*layers).properties(width=WIDTH_PX, height=HEIGHT_PX), palette)


def list_scores(*, fit: EloFit, conditions: Conditions, palette: Palette) -> list[Row]:
    """One row for each rated condition, with what hovering shows."""
    place = {name: index for index, name in enumerate(conditions.names)}
    low, high = fit.quantile_elo(0.025).tolist(), fit.quantile_elo(0.975).tolist()
    rows = []
    for column, (name, elo) in enumerate(zip(fit.conditions, fit.mean_elo.tolist(), strict=True)):
        bpp = float(conditions.bpp[place[name]])
        rows.append(
            {
                "codec": palette.label(conditions.codec[place[name]]),
                "condition": conditions.label[place[name]],
                "bpp": None if math.isnan(bpp) else bpp,
                "rate": "not known" if math.isnan(bpp) else f"{bpp:.3g} bpp",
                "elo": round(elo, 2),
                "low": round(low[column], 2),
                "high": round(high[column], 2),
                "interval": f"{low[column]:.0f} to {high[column]:.0f}",
                "jnd": round((elo - MEAN_ELO) / ELO_PER_JND, 3),
                "votes": int(fit.votes_per_condition[column]),
            }
        )
    return rows


def elo_span(rows: list[Row]) -> Span:
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    margin = max((high - low) * 0.05, 5)
    return low - margin, high + margin


def elo_axis(span: Span, field: str = "elo") -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title="Perceived quality (Elo)",
        scale=alt.Scale(domain=list(span), nice=False, zero=False),
        axis=alt.Axis(tickCount=7, format="d"),
    )


def colour(palette: Palette) -> alt.Color:
    return alt.Color("codec:N", scale=palette.colour(), legend=None)


def bands(rows: list[Row], x: alt.X, span: Span, palette: Palette) -> Layer:
    chart = alt.Chart(alt.InlineData(rows)).mark_area(opacity=0.16, interpolate="monotone")
    return chart.encode(x=x, y=elo_axis(span, "low"), y2="high:Q", color=colour(palette))


def curves(rows: list[Row], x: alt.X, span: Span, palette: Palette) -> Layer:
    chart = alt.Chart(alt.InlineData(rows)).mark_line(interpolate="monotone")
    return chart.encode(
        x=x,
        y=elo_axis(span),
        color=colour(palette),
        strokeWidth=alt.condition(
            alt.FieldEqualPredicate(field="codec", equal=palette.test_label),
            alt.value(4),
            alt.value(1.75),
        ),
    )


def upright_bands(rows: list[Row], x: alt.X, span: Span, palette: Palette) -> Layer:
    """Draw the interval of a codec with one rate: a band that stands."""
    chart = alt.Chart(alt.InlineData(rows)).mark_rule(strokeWidth=14, opacity=0.2, strokeCap="butt")
    return chart.encode(x=x, y=elo_axis(span, "low"), y2="high:Q", color=colour(palette))


def marks(rows: list[Row], x: alt.X, span: Span, palette: Palette) -> Layer:
    chart = alt.Chart(alt.InlineData(rows)).mark_point(
        filled=True, opacity=1, stroke="#ffffff", strokeWidth=1
    )
    return chart.encode(
        x=x,
        y=elo_axis(span),
        color=colour(palette),
        shape=alt.Shape("codec:N", scale=palette.mark(), legend=None),
        size=alt.value(85),
        tooltip=TOOLTIP,
    )


def level_lines(rows: list[Row], span: Span) -> Layer:
    """Draw conditions without a rate, such as the original: a dashed line across, with its band."""
    data = alt.InlineData(rows)
    band = alt.Chart(data).mark_rect(opacity=0.08, color=INK)
    rule = alt.Chart(data).mark_rule(color=INK_SOFT, strokeDash=[5, 4])
    text = alt.Chart(data).mark_text(align="left", baseline="bottom", dx=6, dy=-3, color=INK_SOFT)
    return alt.layer(
        band.encode(y=elo_axis(span, "low"), y2="high:Q"),
        rule.encode(y=elo_axis(span), tooltip=TOOLTIP),
        text.encode(y=elo_axis(span), x=alt.value(0), text="condition:N"),
    )


def name_lines(rows: list[Row], span: Span, palette: Palette) -> list[Layer]:
    """Name each codec at the height of its curve's end, beside the plot."""
    ends = {row["codec"]: row for row in sorted(rows, key=lambda row: float(row["bpp"]))}
    return name_ends(
        list(ends.values()),
        field="elo",
        axis=lambda field: elo_axis(span, field),
        span=span,
        height_px=HEIGHT_PX,
        palette=palette,
        bold=palette.test_label,
    )
