"""How the intervals of the savings narrow with votes, under each sampler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.core.numbers import percents
from elo.core.planning import Plan
from figures.look import ACCENT, INK, INK_SOFT, WIDTH_PX, Layer

HEIGHT_PX = 400
STEPS = [digit * 10**power for power in range(1, 7) for digit in (1, 2, 5)]
NICE_WIDTHS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0)
ROOM = 2.4  # under the wanted width, for the votes that reach it
LABEL_STEP_PX = 20
Row = dict[str, Any]
Span = tuple[float, float]


def draw_plans(*, plans: Sequence[Plan], half_width: float, palette: Palette) -> dict[str, Any]:
    """Half-width over votes, both on log axes; under the wanted one, the votes that reach it."""
    rows: list[Row] = [
        {"codec": palette.label(plan.sampler), "votes": each.votes, "at": each.widths.half_width}
        for plan in plans
        for each in plan.growth
    ]
    span = half_width / ROOM, max([half_width, *(row["at"] for row in rows)]) * 1.1
    x = votes_axis([row["votes"] for row in rows])
    base = alt.Chart(alt.InlineData(rows))
    legend = alt.Legend(orient="top", title=None, labelFontSize=13, symbolOpacity=1)
    look: dict[str, Any] = {
        "x": x,
        "y": width_axis(span),
        "color": alt.Color("codec:N", scale=palette.colour(), legend=legend),
        "tooltip": [
            alt.Tooltip("codec:N", title="Pairs"),
            alt.Tooltip("votes:Q", title="Votes", format=","),
            alt.Tooltip("at:Q", title="Half-width", format=".1%"),
        ],
    }
    shape = alt.Shape("codec:N", scale=palette.mark(), legend=legend)
    layers = [
        *draw_wanted(half_width, span),
        base.mark_line(strokeWidth=2.5).encode(**look),
        base.mark_point(filled=True, opacity=1, size=50).encode(**look, shape=shape),
        *draw_votes(plans, half_width, x, span, palette),
    ]
    return finish(alt.layer(*layers).properties(width=WIDTH_PX, height=HEIGHT_PX), palette)


def votes_axis(votes: Sequence[int]) -> alt.X:
    """Log axis with ticks at 1, 2 and 5."""
    low, high = min(votes) / 1.1, max(votes) * 1.25
    ticks = [each for each in STEPS if low <= each <= high]
    return alt.X(
        "votes:Q",
        title="Votes (log scale)",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(values=ticks, format=","),
    )


def width_axis(span: Span) -> alt.Y:
    """Log axis of half-widths."""
    ticks = [each for each in NICE_WIDTHS if span[0] <= each <= span[1]]
    return alt.Y(
        "at:Q",
        title="Mean half-width of the savings' 95 % intervals (log scale)",
        scale=alt.Scale(type="log", domain=list(span), nice=False),
        axis=alt.Axis(values=ticks, format="~%"),
    )


def draw_wanted(half_width: float, span: Span) -> list[Layer]:
    """Draw the wanted width across, named at the left."""
    row = {"at": half_width, "words": f"wanted: {percents(half_width, 1)} either way"}
    base = alt.Chart(alt.InlineData([row])).encode(y=width_axis(span))
    text = base.mark_text(align="left", baseline="top", dx=6, dy=6, color=INK_SOFT)
    return [
        base.mark_rule(color=INK_SOFT, strokeDash=[5, 4]),
        text.encode(x=alt.value(0), text="words:N"),
    ]


def draw_votes(
    plans: Sequence[Plan], half_width: float, x: alt.X, span: Span, palette: Palette
) -> list[Layer]:
    """Write the votes of each plan under the place where it meets the wanted width."""
    met = sorted((plan for plan in plans if plan.votes), key=lambda plan: -(plan.votes or 0))
    layers: list[Layer] = []
    for place, plan in enumerate(met):
        label = palette.label(plan.sampler)
        row = {"votes": plan.votes, "at": half_width, "words": f"{label}: {plan.votes:,} votes"}
        base = alt.Chart(alt.InlineData([row])).encode(x=x, y=width_axis(span))
        # One below the other: random and balanced pairs meet it nearly at the same place.
        down = 18 + LABEL_STEP_PX * place
        text = base.mark_text(align="center", baseline="top", dy=down, fontSize=13, color=INK)
        ring = base.mark_point(size=150, strokeWidth=2, color=ACCENT, opacity=1)
        layers += [ring, text.encode(text="words:N")]
    return layers
