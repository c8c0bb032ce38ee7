"""Two fits in one picture: savings in pairs, scores against scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.saving_axis import SAVING_TIPS, WIDTH_PX, PercentAxis
from elo.core.intervals import Interval
from elo.core.numbers import percent_interval
from figures.axes import name_axis
from figures.look import INK, INK_SOFT, Layer

# Blue and vermilion of Okabe and Ito; the marks differ too.
FITS = {"First": ("#0072b2", "circle"), "Second": ("#d55e00", "diamond")}
SIDE_PX = 460
SAVING_TOOLTIP = [
    alt.Tooltip("codec:N", title="Against"),
    alt.Tooltip("fit:N", title="Fit"),
    *SAVING_TIPS,
]
SCORE_TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("condition:N", title="Condition"),
    alt.Tooltip("first:Q", title="First fit", format=".0f"),
    alt.Tooltip("second:Q", title="Second fit", format=".0f"),
    alt.Tooltip("words:N", title="Differ beyond the interval"),
]
Row = dict[str, Any]
Span = list[float]  # of both axes


def draw_saving_pairs(
    *, test: str, pairs: Sequence[tuple[str, Interval, Interval]], palette: Palette
) -> dict[str, Any] | None:
    """Saving against each anchor, the second fit under the first.

    Parameters
    ----------
    test : str
        Label of the codec that saves.
    pairs : sequence of (str, Interval, Interval)
        Label of the anchor, its saving in the first fit and in the second; nan is not drawn.
    """
    rows = [
        pair_row(anchor, fit, drawn)
        for anchor, *both in pairs
        for fit, drawn in zip(FITS, both, strict=True)
        if drawn.median == drawn.median
    ]
    if not rows:
        return None
    x = PercentAxis(rows=rows, title=f"Bits that {test} saves at equal quality")
    order = list(dict.fromkeys(row["codec"] for row in rows))
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("codec:N", sort=order, title=None, axis=name_axis()),
        yOffset=alt.YOffset("fit:N", sort=list(FITS), scale=alt.Scale(paddingOuter=0.25)),
        color=fit_colour(),
    )
    band = base.mark_bar(height=8, opacity=0.28, cornerRadius=4)
    dot = base.mark_point(filled=True, size=80, opacity=1)
    layers = alt.layer(
        x.draw_zero(),
        band.encode(x=x.encode("low"), x2="high:Q"),
        dot.encode(x=x.encode("median"), shape=fit_mark(), tooltip=SAVING_TOOLTIP),
    )
    return finish(layers.properties(width=WIDTH_PX, height=alt.Step(17)), palette)


def pair_row(anchor: str, fit: str, drawn: Interval) -> Row:
    return {
        "codec": anchor,
        "fit": fit,
        "median": round(drawn.median, 5),
        "low": round(drawn.q025, 5),
        "high": round(drawn.q975, 5),
        "interval": percent_interval(drawn),
    }


def fit_colour() -> alt.Color:
    scale = alt.Scale(domain=list(FITS), range=[colour for colour, _ in FITS.values()])
    return alt.Color("fit:N", scale=scale, legend=fit_legend())


def fit_mark() -> alt.Shape:
    scale = alt.Scale(domain=list(FITS), range=[mark for _, mark in FITS.values()])
    return alt.Shape("fit:N", scale=scale, legend=fit_legend())


def fit_legend() -> alt.Legend:
    return alt.Legend(orient="top", title=None, labelFontSize=13, symbolOpacity=1)


def draw_score_pairs(
    *, scores: Sequence[tuple[str, str, Interval, Interval, bool]], palette: Palette
) -> dict[str, Any]:
    """Scores of the second fit over those of the first; on the diagonal both agree.

    Parameters
    ----------
    scores : sequence of (str, str, Interval, Interval, bool)
        Condition, codec, both scores in Elo points, and whether they differ beyond the interval.
    """
    rows = [score_row(*each, palette) for each in scores]
    ends = [row[end] for row in rows for end in ("low", "high", "low2", "high2")]
    margin = (max(ends) - min(ends)) * 0.04
    span = [min(ends) - margin, max(ends) + margin]
    layers = alt.layer(draw_diagonal(span), *draw_scores(rows, span, palette))
    return finish(layers.properties(width=SIDE_PX, height=SIDE_PX), palette)


def draw_diagonal(span: Span) -> Layer:
    """Draw the line on which both fits agree."""
    line = alt.Chart(alt.InlineData([{"at": end} for end in span])).mark_line(
        color=INK_SOFT, strokeDash=[5, 4], strokeWidth=1
    )
    return line.encode(x=first_axis("at", span), y=second_axis("at", span))


def draw_scores(rows: list[Row], span: Span, palette: Palette) -> list[Layer]:
    """Draw a cross of both intervals and a mark for each condition."""
    legend = alt.Legend(
        orient="right", title=None, labelFontSize=12, symbolLimit=40, symbolOpacity=1
    )
    x, y = first_axis("first", span), second_axis("second", span)
    base = alt.Chart(alt.InlineData(rows)).encode(
        color=alt.Color("codec:N", scale=palette.colour(), legend=legend)
    )
    rule = base.mark_rule(strokeWidth=4, opacity=0.2)
    mark = base.mark_point(filled=True, opacity=1, size=70, strokeWidth=1.5)
    return [
        rule.encode(x=first_axis("low", span), x2="high:Q", y=y),
        rule.encode(x=x, y=second_axis("low2", span), y2="high2:Q"),
        mark.encode(
            x=x,
            y=y,
            shape=alt.Shape("codec:N", scale=palette.mark(), legend=legend),
            stroke=alt.condition("datum.beyond", alt.value(INK), alt.value("#ffffff")),
            tooltip=SCORE_TOOLTIP,
        ),
    ]


def first_axis(field: str, span: Span) -> alt.X:
    return alt.X(f"{field}:Q", title="First fit (Elo)", **elo_places(span))


def second_axis(field: str, span: Span) -> alt.Y:
    return alt.Y(f"{field}:Q", title="Second fit (Elo)", **elo_places(span))


def elo_places(span: Span) -> dict[str, Any]:
    return {
        "scale": alt.Scale(domain=span, nice=False, zero=False),
        "axis": alt.Axis(format="d", tickCount=7),
    }


def score_row(
    condition: str, codec: str, first: Interval, second: Interval, beyond: bool, palette: Palette
) -> Row:
    return {
        "codec": palette.label(codec),
        "condition": condition,
        "first": round(first.median, 2),
        "low": round(first.q025, 2),
        "high": round(first.q975, 2),
        "second": round(second.median, 2),
        "low2": round(second.q025, 2),
        "high2": round(second.q975, 2),
        "beyond": beyond,
        "words": "yes" if beyond else "no",
    }
