"""The pictures of the artefact check's proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from figures.look import ACCENT, ACCENT_SOFT, INK_SOFT, Layer, dress
from raters.proving.artefact_taking import Taken

SIDE_PX = 340
Row = dict[str, float]


def draw_proof(by_threshold: Mapping[float, Taken], *, limit: float) -> dict[str, Any]:
    """Who passes, and how true the recovered threshold is, against the true one."""
    rows = [describe(threshold, taken) for threshold, taken in by_threshold.items()]
    data = alt.InlineData(rows)
    passing, recovered = draw_passing(data, limit), draw_recovered(data)
    note = "Simulated raters: slope 3.5, 2 % of answers given without looking"
    title = alt.TitleParams(note, anchor="start", fontSize=12, fontWeight=400, color=INK_SOFT)
    return dress(alt.hconcat(passing, recovered, spacing=48).properties(title=title))


def describe(threshold: float, taken: Taken) -> Row:
    low, high = np.quantile(taken.threshold, [0.025, 0.975]).tolist()
    return {
        "truth": threshold,
        "passed": 100 * float(taken.passed.mean()),
        "mean": float(taken.threshold.mean()),
        "low": low,
        "high": high,
    }


def true_axis() -> alt.X:
    return alt.X(
        "truth:Q", title="True threshold, share of the ladder", scale=alt.Scale(domain=[0, 1])
    )


def draw_passing(data: alt.InlineData, limit: float) -> Layer:
    y = alt.Y("passed:Q", title="Pass, per cent", scale=alt.Scale(domain=[0, 100]))
    line = alt.Chart(data).mark_line(color=ACCENT, point={"color": ACCENT, "size": 50})
    at = alt.Chart(alt.InlineData([{"limit": limit, "top": 100}]))
    rule = at.mark_rule(color=INK_SOFT, strokeDash=[4, 4]).encode(x="limit:Q")
    word = at.mark_text(align="left", dx=6, dy=8, color=INK_SOFT, text="limit")
    layers = [rule, word.encode(x="limit:Q", y="top:Q"), line.encode(x=true_axis(), y=y)]
    return alt.layer(*layers).properties(width=SIDE_PX, height=SIDE_PX)


def draw_recovered(data: alt.InlineData) -> Layer:
    scale = alt.Scale(domain=[0, 1.3])
    low = alt.Y("low:Q", title="Recovered threshold: mean, 95 % of raters", scale=scale)
    chart = alt.Chart(data)
    band = chart.mark_area(color=ACCENT_SOFT, opacity=0.5).encode(x=true_axis(), y=low, y2="high")
    mean = chart.mark_line(color=ACCENT, point={"color": ACCENT, "size": 50})
    truth = chart.mark_line(color=INK_SOFT, strokeDash=[4, 4])
    layers = [
        band,
        truth.encode(x=true_axis(), y=alt.Y("truth:Q", scale=scale)),
        mean.encode(x=true_axis(), y=alt.Y("mean:Q", scale=scale)),
    ]
    return alt.layer(*layers).properties(width=SIDE_PX, height=SIDE_PX)
