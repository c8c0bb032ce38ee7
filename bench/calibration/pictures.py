"""The histograms of ranks, one for each family of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from scipy.stats import binom

from bench.calibration.keeping import Record
from bench.calibration.ranking import BINS, FAMILIES
from bench.calibration.verdicts import Verdict
from figures.export import PNG_SCALE, svg_of
from figures.look import ACCENT_SOFT, INK_SOFT, LINE, dress

COLUMNS, WIDTH_PX, HEIGHT_PX = 2, 360, 110


def draw_ranks(verdicts: Sequence[Verdict], studies: int) -> dict[str, Any]:
    """Small histograms; the band holds a bar's height in 99 of 100 if ranks are uniform."""
    tallest = max(max(each.counts.tolist()) for each in verdicts)
    panels = [draw_panel(each, studies, tallest) for each in verdicts]
    rows = [
        alt.hconcat(*panels[start : start + COLUMNS], spacing=28)
        for start in range(0, len(panels), COLUMNS)
    ]
    return dress(alt.vconcat(*rows, spacing=18))


def draw_panel(verdict: Verdict, studies: int, tallest: int) -> alt.LayerChart:
    low, high = (float(binom.ppf(share, studies, 1 / BINS)) for share in (0.005, 0.995))
    y = alt.Scale(domain=[0, max(tallest, high) * 1.05], nice=False)
    bars: list[Record] = [
        {"bin": place + 0.5, "end": place + 1.0, "start": place + 0.0, "count": count}
        for place, count in enumerate(verdict.counts.tolist())
    ]
    x = alt.X(
        "start:Q",
        title=None,
        scale=alt.Scale(domain=[0, BINS], nice=False),
        axis=alt.Axis(labels=False, ticks=False, grid=False),
    )
    band = alt.Chart(alt.InlineData([{"low": low, "high": high}])).mark_rect(color=LINE)
    even = alt.Chart(alt.InlineData([{"even": studies / BINS}])).mark_rule(color=INK_SOFT)
    shown = alt.Chart(alt.InlineData(bars)).mark_bar(color=ACCENT_SOFT, stroke="white")
    words = f"{FAMILIES[verdict.family]}: p = {verdict.p_value:.2f}"
    title = alt.Title(words, anchor="start", fontSize=13, fontWeight=500)
    return alt.layer(
        band.encode(y=alt.Y("low:Q", scale=y, title="Studies"), y2="high:Q"),
        shown.encode(x=x, x2="end:Q", y=alt.Y("count:Q", scale=y)),
        even.encode(y=alt.Y("even:Q", scale=y)),
    ).properties(width=WIDTH_PX, height=HEIGHT_PX, title=title)


def write_ranks(verdicts: Sequence[Verdict], studies: int, path: Path) -> None:
    path.write_bytes(vl_convert.svg_to_png(svg_of(draw_ranks(verdicts, studies)), scale=PNG_SCALE))
