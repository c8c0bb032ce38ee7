"""What programs say of the pictures against what people say: a panel for each metric."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.panels import draw_panels
from elo.core.elo_fit import EloFit
from elo.core.metrics.agreement import Agreement
from elo.core.metrics.table import METRICS, Metrics
from elo.core.numbers import decimals
from elo.core.types import Conditions
from figures.look import Layer

WIDTH_PX, HEIGHT_PX = 372, 250  # of a panel
PANELS_A_ROW = 2
LEGEND_COLUMNS = 5
TOOLTIP = [
    alt.Tooltip("codec:N", title="Codec"),
    alt.Tooltip("condition:N", title="Condition"),
    alt.Tooltip("metric:N", title="Metric"),
    alt.Tooltip("value:Q", title="Measured", format=".4~g"),
    alt.Tooltip("elo:Q", title="Elo", format=".0f"),
]
Row = dict[str, Any]


def draw_metrics(
    *,
    fit: EloFit,
    conditions: Conditions,
    metrics: Metrics,
    agreements: Sequence[Agreement],
    palette: Palette,
) -> dict[str, Any] | None:
    """Elo over each metric, codecs by colour and mark; None without a metric."""
    titles = {each.metric: title_of(each) for each in agreements}
    rows = list_points(fit, conditions, metrics, titles, palette)
    if not rows:
        return None
    chart = draw_panels(
        *draw_scores(rows, palette),
        rows=rows,
        by="panel",
        order=list(titles.values()),
        columns=PANELS_A_ROW,
        size={"width": WIDTH_PX, "height": HEIGHT_PX},
    )
    return finish(chart.resolve_scale(x="independent"), palette)


def draw_scores(rows: Sequence[Row], palette: Palette) -> list[Layer]:
    """Draw a mark with its band for each condition."""
    legend = codec_legend({row["codec"] for row in rows}, palette)
    base = alt.Chart().encode(
        x=alt.X("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6)),
        color=alt.Color("codec:N", scale=palette.colour(), legend=legend),
    )
    mark = base.mark_point(filled=True, opacity=1, size=52, stroke="#ffffff", strokeWidth=0.5)
    shape = alt.Shape("codec:N", scale=palette.mark(), legend=legend)
    return [
        base.mark_rule(strokeWidth=5, opacity=0.22).encode(y=elo_axis("low"), y2="high:Q"),
        mark.encode(y=elo_axis("elo"), shape=shape, tooltip=TOOLTIP),
    ]


def codec_legend(drawn: Collection[str], palette: Palette) -> alt.Legend:
    """Name the codecs that are drawn, above all panels."""
    return alt.Legend(
        orient="top",
        title=None,
        columns=LEGEND_COLUMNS,
        labelFontSize=12,
        symbolOpacity=1,
        values=[label for label in palette.labels if label in drawn],
    )


def elo_axis(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title="Perceived quality (Elo)",
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format="d", tickCount=6),
    )


def title_of(agreement: Agreement) -> str:
    rank = decimals(agreement.spearman.median, 2)
    return f"{METRICS[agreement.metric]}: rank correlation {rank}"


def list_points(
    fit: EloFit,
    conditions: Conditions,
    metrics: Metrics,
    titles: Mapping[str, str],
    palette: Palette,
) -> list[Row]:
    """A row for each rated condition and metric."""
    place = {name: index for index, name in enumerate(conditions.names)}
    mean, low, high = fit.mean_elo, fit.quantile_elo(0.025), fit.quantile_elo(0.975)
    rows = []
    for metric, title in titles.items():
        value = metrics.mean_of(metric)
        for at, name in enumerate(fit.conditions):
            if name in value:
                rows.append(
                    {
                        "metric": METRICS[metric],
                        "panel": title,
                        "codec": palette.label(conditions.codec[place[name]]),
                        "condition": conditions.label[place[name]],
                        "value": round(value[name], 5),
                        "elo": round(float(mean[at]), 2),
                        "low": round(float(low[at]), 2),
                        "high": round(float(high[at]), 2),
                    }
                )
    return rows
