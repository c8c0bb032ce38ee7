"""One mark a rater, and what hovering over it tells.

A rater whom something speaks against has another colour and another shape, never colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.core.numbers import percents
from elo.core.quality.judging import RaterQuality
from figures.look import ACCENT, INK_SOFT, Layer

SUGGESTED, FINE = "suggested not to use", "no reason against"
SUGGESTED_COLOUR = "#d55e00"  # Okabe and Ito's vermilion
WIDTH_PX, HEIGHT_PX = 560, 300
MANY = 60  # raters, whose marks then are small and clear
TICK_WORDS = "datum.value == 0 ? '0' : datum.label"  # no sign before nothing
Row = dict[str, Any]

AGREEMENT_TIPS = [
    alt.Tooltip("z:Q", title="Agreement (standard errors)", format="+.1f"),
    alt.Tooltip("favourite:N", title="Chose what others like"),
    alt.Tooltip("outlying:Q", title="Outlying (limit 1.5)", format=".2f"),
]


def name_columns() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("rater:N", title="Rater"),
        alt.Tooltip("state:N", title="Suggestion"),
        alt.Tooltip("votes:Q", title="Rated answers"),
    ]


def describe(quality: RaterQuality, suggested: Collection[str]) -> Row:
    return {
        "rater": quality.rater,
        "state": SUGGESTED if quality.rater in suggested else FINE,
        "votes": quality.record.votes,
    }


def describe_agreement(quality: RaterQuality) -> Row:
    agreement, outlying = quality.agreement, quality.outlying
    share, usual = percents(agreement.favourite_share), percents(agreement.favourite_expected)
    return {
        "z": round(agreement.z, 3),
        "favourite": f"{share}, usual {usual}",
        "outlying": None if math.isnan(outlying) else round(outlying, 3),
    }


def share_axis(field: str, title: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title=title,
        axis=alt.Axis(format=".0%", tickCount=6),
        scale=alt.Scale(domain=[0, 1], nice=False),
    )


def agreement_axis(channel: Any) -> Any:
    return channel(
        "z:Q",
        title="Agreement with the others (standard errors)",
        axis=alt.Axis(format="+.1~f", tickCount=7, labelExpr=TICK_WORDS),
        scale=alt.Scale(zero=False, nice=True, padding=12),
    )


def colour() -> alt.Color:
    scale = alt.Scale(domain=[FINE, SUGGESTED], range=[ACCENT, SUGGESTED_COLOUR])
    return alt.Color("state:N", scale=scale, legend=alt.Legend(title=None, orient="top"))


def shape() -> alt.Shape:
    scale = alt.Scale(domain=[FINE, SUGGESTED], range=["circle", "triangle-up"])
    return alt.Shape("state:N", scale=scale, legend=alt.Legend(title=None, orient="top"))


def mark(
    rows: list[Row], x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip], size: Any = None
) -> Layer:
    """One mark a rater; the suggested ones lie on top."""
    ordered = sorted(rows, key=lambda row: row["state"] == SUGGESTED)
    many = len(rows) > MANY
    chart = alt.Chart(alt.InlineData(ordered)).mark_point(
        filled=True, opacity=0.6 if many else 0.85, stroke="#ffffff", strokeWidth=0 if many else 0.5
    )
    area = alt.value(26 if many else 70)
    return chart.encode(
        x=x,
        y=y,
        color=colour(),
        shape=shape(),
        size=area if size is None else size,
        tooltip=tooltip,
    )


def draw_line(channel: str, value: float) -> Layer:
    """Draw a dashed line across, at what matters."""
    rule = alt.Chart(alt.InlineData([{"at": value}])).mark_rule(strokeDash=[5, 4], color=INK_SOFT)
    return rule.encode(x="at:Q") if channel == "x" else rule.encode(y="at:Q")


def arrange(layers: list[Layer], palette: Palette, height: int = HEIGHT_PX) -> dict[str, Any]:
    chart = alt.layer(*layers).properties(width=WIDTH_PX, height=height)
    return finish(chart, palette)
