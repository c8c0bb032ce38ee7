"""The histograms of ranks, one for each family of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from scipy.stats import binom

from bench.calibration.keeping import Record
from bench.calibration.ranking import BINS, FAMILIES, KEEP
from bench.calibration.verdicts import Verdict
from elo.charts.look import SIMULATED_INK
from figures.export import PNG_SCALE, svg_of
from figures.look import ACCENT_SOFT, INK_SOFT, dress

COLUMNS, WIDTH_PX, HEIGHT_PX = 2, 360, 110
WORDS = "SIMULATED. Dashed: 99 of 100 bars lie between if ranks are uniform."


def draw_ranks(verdicts: Sequence[Verdict], studies: int) -> dict[str, Any]:
    """Small histograms, all on one scale."""
    limits = [float(binom.ppf(share, studies, 1 / BINS)) for share in (0.005, 0.995)]
    highest = max(limits[1], *(int(each.counts.max()) for each in verdicts)) * 1.05
    panels = [draw_panel(each, studies / BINS, limits, highest) for each in verdicts]
    rows = [
        alt.hconcat(*panels[start : start + COLUMNS], spacing=28)
        for start in range(0, len(panels), COLUMNS)
    ]
    title = alt.Title(WORDS, anchor="start", fontSize=12, offset=12, color=SIMULATED_INK)
    return dress(alt.vconcat(*rows, spacing=14, title=title))


def draw_panel(
    verdict: Verdict, even: float, limits: Sequence[float], highest: float
) -> alt.LayerChart:
    step = (KEEP + 1) / BINS
    bars: list[Record] = [
        {"start": place * step, "end": (place + 1) * step, "zero": 0, "count": count}
        for place, count in enumerate(verdict.counts.tolist())
    ]
    y = alt.Y("count:Q", title="Studies", scale=alt.Scale(domain=[0, highest], nice=False))
    x = alt.X(
        "start:Q",
        title="Rank of the truth",
        scale=alt.Scale(domain=[0, KEEP + 1], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=False),
    )
    shown = alt.Chart(alt.InlineData(bars)).mark_bar(color=ACCENT_SOFT, stroke="white")
    words = f"{FAMILIES[verdict.family]}: p = {verdict.p_value:.3f}"
    title = alt.Title(words, anchor="start", fontSize=13, fontWeight=500)
    return alt.layer(
        shown.encode(x=x, x2="end:Q", y=y, y2="zero:Q"),
        draw_rules([even], y, []),
        draw_rules(limits, y, [4, 4]),
    ).properties(width=WIDTH_PX, height=HEIGHT_PX, title=title)


def draw_rules(heights: Sequence[float], y: alt.Y, dash: list[int]) -> alt.Chart:
    rows: list[Record] = [{"count": height} for height in heights]
    return alt.Chart(alt.InlineData(rows)).mark_rule(color=INK_SOFT, strokeDash=dash).encode(y=y)


def write_ranks(verdicts: Sequence[Verdict], studies: int, path: Path) -> None:
    path.write_bytes(vl_convert.svg_to_png(svg_of(draw_ranks(verdicts, studies)), scale=PNG_SCALE))
