"""How far from the usual side share chance alone takes a rater, by the number of his answers."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import numpy as np
from scipy.special import ndtri

from figures.look import INK_SOFT, Layer

POINTS = 60
LABEL_AT = 0.25  # of the longest record
ONE = "95 % of attentive raters"
ALL = "all of them, with 95 % chance"


def draw_limits(*, usual: float, most: int, n_raters: int) -> list[Layer]:
    """Draw two bands around the usual share: for one rater, and for all of them at once."""
    x = answers_axis(most)
    rows = list_limits(usual=usual, most=most, n_raters=n_raters)
    base = alt.Chart(alt.InlineData(rows))
    layers: list[Layer] = []
    for name in (ALL, ONE):
        band = base.transform_filter(alt.FieldEqualPredicate(field="limit", equal=name))
        layers.append(
            band.mark_area(opacity=0.12, color=INK_SOFT, clip=True).encode(
                x=x, y=left_axis("low"), y2="high:Q"
            )
        )
        # Where few raters are: nobody's mark is hidden.
        mine = [row for row in rows if row["limit"] == name and row["answers"] > most * LABEL_AT]
        place = alt.Chart(alt.InlineData(mine[:1]))
        text = place.mark_text(align="left", dx=2, dy=-7, fontSize=11, color=INK_SOFT)
        layers.append(text.encode(x=x, y=left_axis("high"), text="limit:N"))
    return layers


def answers_axis(most: int) -> alt.X:
    return alt.X(
        "answers:Q",
        title="Answers for a side",
        axis=alt.Axis(tickMinStep=1, format="d"),
        scale=alt.Scale(domain=[0, most * 1.05], nice=False),
    )


def left_axis(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title="Share for the left one",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[-0.04, 1.04], nice=False),
    )


def list_limits(*, usual: float, most: int, n_raters: int) -> list[dict[str, Any]]:
    """Ends of both bands over the number of answers; shares stay between 0 and 1."""
    rows = []
    for name, tail in ((ONE, 0.025), (ALL, 0.025 / n_raters)):
        reach = float(-ndtri(tail))
        for answers in np.geomspace(1, max(most, 2) * 1.05, POINTS).tolist():
            half = reach * math.sqrt(usual * (1 - usual) / answers)
            rows.append(
                {
                    "limit": name,
                    "answers": round(answers, 2),
                    "low": round(max(usual - half, 0), 4),
                    "high": round(min(usual + half, 1), 4),
                }
            )
    return rows
