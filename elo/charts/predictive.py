"""What people answered against what the fitted model makes them answer."""

from __future__ import annotations

from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.core.predictive.checking import CheckResult, CheckRow
from figures.axes import name_axis
from figures.look import ACCENT, INK, Layer

WIDTH_PX, HEIGHT_PX = 420, 260
OUTSIDE = "#d55e00"
WITHIN_WORDS, OUTSIDE_WORDS = "within the band", "outside the band"
SHARES = {"gap": "The better-rated of the two won", "ties": "People were undecided"}
Row = dict[str, Any]


def draw_check_by_gap(*, result: CheckResult, palette: Palette) -> dict[str, Any]:
    """Share of answers over the gap between the two, with the band of the made-up studies.

    Parameters
    ----------
    result : CheckResult
        ``gap`` or ``ties``.
    palette : Palette
        Of the report.

    Raises
    ------
    ValueError
        If the check's groups are not made by gap.
    """
    if result.name not in SHARES:
        raise ValueError(
            f"check {result.name!r} is not by gap, expected one of {', '.join(SHARES)}"
        )
    rows = [check_row(each) for each in result.rows]
    span = shares_span(rows)
    x = alt.X(
        "gap:Q",
        title="Gap between the two (Elo)",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(format="d", tickCount=6),
    )

    def y(field: str) -> alt.Y:
        scale, axis = alt.Scale(domain=span, nice=False), alt.Axis(format=".0%", tickCount=6)
        return alt.Y(f"{field}:Q", title=SHARES[result.name], scale=scale, axis=axis)

    base = alt.Chart(alt.InlineData(rows))
    layers = alt.layer(
        base.mark_area(opacity=0.2, color=ACCENT).encode(x=x, y=y("low"), y2="high:Q"),
        base.mark_line(color=ACCENT, strokeWidth=1.5).encode(x=x, y=y("expected")),
        people(base, "Gap").encode(x=x, y=y("observed")),
    )
    return finish(layers.properties(width=WIDTH_PX, height=HEIGHT_PX), palette)


def draw_source_misfit(*, result: CheckResult, palette: Palette) -> dict[str, Any]:
    """Misfit on each source, worst first, with the band of the made-up studies.

    Raises
    ------
    ValueError
        If the check is not by source.
    """
    if result.name != "source":
        raise ValueError(f"check {result.name!r} is not by source")
    rows = [check_row(each) for each in sorted(result.rows, key=lambda row: -row.observed)]
    high = max(*(row["high"] for row in rows), *(row["observed"] for row in rows), 1.0)
    scale = alt.Scale(domain=[0, high * 1.05], nice=False)

    def x(field: str) -> alt.X:
        title = "Misfit of the conditions' wins (1: the model is right)"
        return alt.X(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(tickCount=6))

    names = [row["group"] for row in rows]
    y = alt.Y("group:N", sort=names, title=None, axis=name_axis(size=12))
    base = alt.Chart(alt.InlineData(rows))
    layers = alt.layer(
        base.mark_bar(height=9, opacity=0.2, cornerRadius=4, color=ACCENT).encode(
            x=x("low"), x2="high:Q", y=y
        ),
        base.mark_tick(color=ACCENT, thickness=2, height=9).encode(x=x("expected"), y=y),
        people(base, "Source", number=".2f").encode(x=x("observed"), y=y),
    )
    return finish(layers.properties(width=WIDTH_PX, height=alt.Step(21)), palette)


def people(base: Layer, group: str, number: str = ".1%") -> Layer:
    """Draw what people did: a dot within the band, a diamond of another colour outside it."""
    places = [WITHIN_WORDS, OUTSIDE_WORDS]
    legend = alt.Legend(title="People", orient="top", titleFontSize=12, symbolOpacity=1)
    return base.mark_point(filled=True, size=75, opacity=1).encode(
        color=alt.Color(
            "place:N", scale=alt.Scale(domain=places, range=[INK, OUTSIDE]), legend=legend
        ),
        shape=alt.Shape(
            "place:N", scale=alt.Scale(domain=places, range=["circle", "diamond"]), legend=legend
        ),
        tooltip=[
            alt.Tooltip("group:N", title=group),
            alt.Tooltip("votes:Q", title="Votes"),
            alt.Tooltip("observed:Q", title="People", format=number),
            alt.Tooltip("expected:Q", title="The model expects", format=number),
            alt.Tooltip("low:Q", title="95 % from", format=number),
            alt.Tooltip("high:Q", title="95 % to", format=number),
        ],
    )


def check_row(each: CheckRow) -> Row:
    inside = each.q025 <= each.observed <= each.q975
    row = {
        "group": each.group,
        "votes": each.votes,
        "observed": round(each.observed, 5),
        "expected": round(each.expected, 5),
        "low": round(each.q025, 5),
        "high": round(each.q975, 5),
        "place": WITHIN_WORDS if inside else OUTSIDE_WORDS,
    }
    return row if each.gap_elo != each.gap_elo else {**row, "gap": round(each.gap_elo, 2)}


def shares_span(rows: list[Row]) -> list[float]:
    """Lowest and highest share of the picture, with a margin, within 0 and 1."""
    low = min(min(row["low"], row["observed"]) for row in rows)
    high = max(max(row["high"], row["observed"]) for row in rows)
    margin = max((high - low) * 0.06, 0.01)
    return [max(low - margin, 0.0), min(high + margin, 1.0)]
