"""The raters: how many came through each step, and how they did on traps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from elo.charts.look import Palette, finish
from elo.core.numbers import percents
from elo.core.quality.records import RaterRecord
from figures.axes import name_axis
from figures.look import ACCENT

EDGES = np.linspace(0, 1, 11)


def draw_funnel(*, steps: Sequence[tuple[str, int]], palette: Palette) -> dict[str, Any]:
    """How many people reached each step, in the order given."""
    first = max(steps[0][1], 1)
    rows = [
        {"step": label, "people": count, "words": f"{count:,}  ({percents(count / first)})"}
        for label, count in steps
    ]
    names = [label for label, _ in steps]
    y = alt.Y("step:N", sort=names, title=None, axis=name_axis(limit_px=260))
    base = alt.Chart(alt.InlineData(rows))
    x = alt.X("people:Q", title=None, axis=None, scale=alt.Scale(domain=[0, first * 1.18]))
    bar = base.mark_bar(color=ACCENT, height=20, cornerRadiusEnd=3).encode(x=x, y=y)
    text = base.mark_text(align="left", dx=8).encode(x=x, y=y, text="words:N")
    return finish(alt.layer(bar, text).properties(width=560, height=alt.Step(32)), palette)


def draw_traps(*, records: Sequence[RaterRecord], palette: Palette) -> dict[str, Any] | None:
    """Spread of the raters' shares of right traps; None without traps."""
    shares = [each.traps_right / each.traps for each in records if each.traps]
    if not shares:
        return None
    people, _ = np.histogram(shares, EDGES)
    rows = [
        {"from": float(low), "to": float(high), "people": int(count)}
        for low, high, count in zip(EDGES[:-1], EDGES[1:], people, strict=True)
    ]
    axis = alt.Axis(format=".0%", values=EDGES.tolist())
    chart = alt.Chart(alt.InlineData(rows)).mark_bar(color=ACCENT, binSpacing=2)
    bars = chart.encode(
        x=alt.X("from:Q", bin="binned", title="Share of traps answered rightly", axis=axis),
        x2="to:Q",
        y=alt.Y("people:Q", title="Raters", axis=alt.Axis(tickMinStep=1, format="d")),
        tooltip=[
            alt.Tooltip("from:Q", title="From", format=".0%"),
            alt.Tooltip("to:Q", title="To", format=".0%"),
            alt.Tooltip("people:Q", title="Raters"),
        ],
    )
    return finish(bars.properties(width=420, height=220), palette)
