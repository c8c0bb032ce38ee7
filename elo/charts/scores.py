"""Scores alone, for conditions of which no bitrate is known."""

from __future__ import annotations

from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.quality import TOOLTIP, elo_span, list_scores
from elo.core.elo_fit import EloFit
from elo.core.types import Conditions
from figures.look import ACCENT

HIDDEN = ("codec", "rate")  # columns that say nothing without a rate


def draw_scores(*, fit: EloFit, conditions: Conditions, palette: Palette) -> dict[str, Any]:
    """Every condition in the order of its score, with its 95 % band."""
    rows = list_scores(fit=fit, conditions=conditions, palette=palette)
    order = [row["condition"] for row in sorted(rows, key=lambda row: -float(row["elo"]))]
    y = alt.Y(
        "condition:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, labelFontSize=12)
    )
    tooltip = [each for each in TOOLTIP if str(each.shorthand).split(":")[0] not in HIDDEN]
    base = alt.Chart(alt.InlineData(rows))
    band = base.mark_bar(opacity=0.28, height=12, cornerRadius=6, color=ACCENT)
    dot = base.mark_point(filled=True, size=80, opacity=1, color=ACCENT)
    layers = alt.layer(
        band.encode(x=score_axis("low", elo_span(rows)), x2="high:Q", y=y),
        dot.encode(x=score_axis("elo", elo_span(rows)), y=y, tooltip=tooltip),
    )
    return finish(layers.properties(width=620, height=alt.Step(24)), palette)


def score_axis(field: str, span: tuple[float, float]) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="Perceived quality (Elo)",
        scale=alt.Scale(domain=list(span), nice=False, zero=False),
        axis=alt.Axis(format="d", tickCount=8),
    )
