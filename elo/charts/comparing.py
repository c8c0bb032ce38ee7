"""Two fits in one picture: savings in pairs, scores against scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.numbers import percent
from elo.core.intervals import Interval
from figures.look import INK, INK_SOFT

# Blue and vermilion of Okabe and Ito; the marks differ too.
FITS = {"First": ("#0072b2", "circle"), "Second": ("#d55e00", "diamond")}
SIDE_PX = 460
Row = dict[str, Any]


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
    title = f"Bits that {test} saves at equal quality"
    low, high = min(0, *(row["low"] for row in rows)), max(0, *(row["high"] for row in rows))
    margin = (high - low) * 0.04
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False)
    axis = alt.Axis(format="+.0%", tickCount=8)
    order = list(dict.fromkeys(row["codec"] for row in rows))
    y_axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=220)
    y = alt.Y("codec:N", sort=order, title=None, axis=y_axis)
    offset = alt.YOffset("fit:N", sort=list(FITS), scale=alt.Scale(paddingOuter=0.25))
    base = alt.Chart(alt.InlineData(rows)).encode(y=y, yOffset=offset)
    zero = alt.Chart(alt.InlineData([{"at": 0}])).mark_rule(color=INK_SOFT, strokeWidth=1.5)
    layers = alt.layer(
        zero.encode(x=alt.X("at:Q", scale=scale, title=title)),
        base.mark_bar(height=8, opacity=0.28, cornerRadius=4).encode(
            x=alt.X("low:Q", title=title, scale=scale, axis=axis),
            x2="high:Q",
            color=fit_colour(),
        ),
        base.mark_point(filled=True, size=80, opacity=1).encode(
            x=alt.X("median:Q", title=title, scale=scale, axis=axis),
            color=fit_colour(),
            shape=fit_mark(),
            tooltip=[
                alt.Tooltip("codec:N", title="Against"),
                alt.Tooltip("fit:N", title="Fit"),
                alt.Tooltip("median:Q", title="Saving", format="+.1%"),
                alt.Tooltip("interval:N", title="95 % interval"),
            ],
        ),
    )
    return finish(layers.properties(width=560, height=alt.Step(17)), palette)


def pair_row(anchor: str, fit: str, drawn: Interval) -> Row:
    return {
        "codec": anchor,
        "fit": fit,
        "median": round(drawn.median, 5),
        "low": round(drawn.q025, 5),
        "high": round(drawn.q975, 5),
        "interval": f"{percent(drawn.q025)} to {percent(drawn.q975)} %",
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
    scale = alt.Scale(domain=span, nice=False, zero=False)
    axis = alt.Axis(format="d", tickCount=7)
    base = alt.Chart(alt.InlineData(rows))
    x = alt.X("first:Q", title="First fit (Elo)", scale=scale, axis=axis)
    y = alt.Y("second:Q", title="Second fit (Elo)", scale=scale, axis=axis)
    line = alt.Chart(alt.InlineData([{"at": end} for end in span]))
    legend = alt.Legend(
        orient="right", title=None, labelFontSize=12, symbolLimit=40, symbolOpacity=1
    )
    colour = alt.Color("codec:N", scale=palette.colour(), legend=legend)
    rule = base.mark_rule(strokeWidth=4, opacity=0.2)
    layers = alt.layer(
        line.mark_line(color=INK_SOFT, strokeDash=[5, 4], strokeWidth=1).encode(
            x=alt.X("at:Q", scale=scale, title="First fit (Elo)", axis=axis),
            y=alt.Y("at:Q", scale=scale, title="Second fit (Elo)", axis=axis),
        ),
        rule.encode(x=alt.X("low:Q", scale=scale), x2="high:Q", y=y, color=colour),
        rule.encode(x=x, y=alt.Y("low2:Q", scale=scale), y2="high2:Q", color=colour),
        base.mark_point(filled=True, opacity=1, size=70, strokeWidth=1.5).encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape("codec:N", scale=palette.mark(), legend=legend),
            stroke=alt.condition("datum.beyond", alt.value(INK), alt.value("#ffffff")),
            tooltip=[
                alt.Tooltip("codec:N", title="Codec"),
                alt.Tooltip("condition:N", title="Condition"),
                alt.Tooltip("first:Q", title="First fit", format=".0f"),
                alt.Tooltip("second:Q", title="Second fit", format=".0f"),
                alt.Tooltip("words:N", title="Differ beyond the interval"),
            ],
        ),
    )
    return finish(layers.properties(width=SIDE_PX, height=SIDE_PX), palette)


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
