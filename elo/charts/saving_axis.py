"""Axes of savings, and what hovering tells of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from elo.core.intervals import Interval
from figures.look import INK_SOFT, Layer

WIDTH_PX = 560
LEAST_TICK_PX = 46  # between two labels
SAVINGS = (0, 0.5, -1, -3, 0.75, 0.3, -0.5, -7, 0.9, 0.4, 0.2, 0.1, 0.6, -0.25, -0.1, -2, -15)
SAVING_TIPS = [
    alt.Tooltip("median:Q", title="Saving", format="+.1%"),
    alt.Tooltip("interval:N", title="95 % interval"),
]
LABELS = "datum.value == 1 ? '0%' : format(1 - datum.value, '+.0%')"
Row = dict[str, Any]


def rate_columns(saving: Interval) -> Row:
    """Columns that the axis places: rates over the anchor's, and the savings they stand for."""
    return {
        "median": round(saving.median, 5),
        "low": round(saving.q025, 5),
        "high": round(saving.q975, 5),
        "rate": round(1 - saving.median, 5),
        "rate_low": round(1 - saving.q025, 5),
        "rate_high": round(1 - saving.q975, 5),
    }


class PercentAxis:
    """The same horizontal axis, in plain per cent, for any column of savings."""

    def __init__(self, *, rows: Sequence[Row], title: str) -> None:
        low, high = min(0, *(row["low"] for row in rows)), max(0, *(row["high"] for row in rows))
        margin = (high - low) * 0.04
        self.domain = [low - margin, high + margin]
        self.title = title

    def encode(self, field: str) -> alt.X:
        """Place a column; most saved is right."""
        scale = alt.Scale(domain=self.domain, nice=False)
        axis = alt.Axis(format="+.0%", tickCount=8)
        return alt.X(f"{field}:Q", title=self.title, scale=scale, axis=axis)

    def draw_zero(self) -> Layer:
        """Draw the line where nothing is saved."""
        return draw_across(0, self.encode("at"))


class SavingAxis:
    """The same horizontal axis for any column of rates over the anchor's, as log of the ratio.

    Twice the bits lie as far from none saved as half the bits do. On an axis of per cent one codec
    that needs four times the bits would squeeze all that save into a corner.
    """

    def __init__(self, *, rates: Sequence[float], title: str) -> None:
        low, high = np.log2([min(*rates, 1.0), max(*rates, 1.0)])
        margin = max(0.04 * (high - low), 0.02)
        self.domain = [float(2 ** (low - margin)), float(2 ** (high + margin))]
        self.title = title

    def encode(self, field: str) -> alt.X:
        """Place a column; most saved is right."""
        axis = alt.Axis(values=self.list_ticks(), labelExpr=LABELS, labelOverlap=False)
        scale = alt.Scale(type="log", base=2, domain=self.domain, reverse=True, nice=False)
        return alt.X(f"{field}:Q", title=self.title, scale=scale, axis=axis)

    def list_ticks(self) -> list[float]:
        """Round savings inside the axis, the most telling first, none too near another."""
        low, high = np.log2(self.domain)
        kept: list[float] = []
        for rate in (1 - saving for saving in SAVINGS):
            place = np.log2(rate)
            inside = low <= place <= high
            free = all(
                abs(place - np.log2(each)) / (high - low) * WIDTH_PX >= LEAST_TICK_PX
                for each in kept
            )
            if inside and free:
                kept.append(rate)
        return sorted(kept)

    def draw_zero(self) -> Layer:
        """Draw the line where nothing is saved."""
        return draw_across(1, self.encode("at"))


def draw_across(at: float, place: alt.X | alt.Y) -> Layer:
    """Draw a line where ``place`` puts the number ``at``."""
    return (
        alt.Chart(alt.InlineData([{"at": at}]))
        .mark_rule(color=INK_SOFT, strokeWidth=1.5)
        .encode(place)
    )


def all_rates(rows: Sequence[Row]) -> list[float]:
    """Every rate that the rows place."""
    return [row[each] for row in rows for each in ("rate_low", "rate", "rate_high")]
