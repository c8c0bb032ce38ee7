"""What programs say of the pictures against what people say: a panel for each metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.numbers import MINUS
from elo.core.metrics.agreement import Agreement
from elo.core.metrics.table import METRICS, Metrics
from elo.core.types import Conditions, EloFit

WIDTH_PX, HEIGHT_PX = 372, 250  # of a panel
PANELS_A_ROW = 2
LEGEND_COLUMNS = 5
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
    base = alt.Chart()
    drawn = {row["codec"] for row in rows}
    legend = alt.Legend(
        orient="top",
        title=None,
        columns=LEGEND_COLUMNS,
        labelFontSize=12,
        symbolOpacity=1,
        values=[label for label in palette.labels if label in drawn],
    )
    colour = alt.Color("codec:N", scale=palette.colour(), legend=legend)
    scale, axis = alt.Scale(zero=False), alt.Axis(format="d", tickCount=6)
    y = alt.Y("low:Q", title="Perceived quality (Elo)", scale=scale, axis=axis)
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=6))
    band = base.mark_rule(strokeWidth=5, opacity=0.22).encode(x=x, y=y, y2="high:Q", color=colour)
    mark = base.mark_point(filled=True, opacity=1, size=52, stroke="#ffffff", strokeWidth=0.5)
    points = mark.encode(
        x=x,
        y=alt.Y("elo:Q", title="Perceived quality (Elo)", scale=scale, axis=axis),
        color=colour,
        shape=alt.Shape("codec:N", scale=palette.mark(), legend=legend),
        tooltip=[
            alt.Tooltip("codec:N", title="Codec"),
            alt.Tooltip("condition:N", title="Condition"),
            alt.Tooltip("metric:N", title="Metric"),
            alt.Tooltip("value:Q", title="Measured", format=".4~g"),
            alt.Tooltip("elo:Q", title="Elo", format=".0f"),
        ],
    )
    panel = alt.layer(band, points, data=alt.InlineData(rows))
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight=600, labelAnchor="start")
    facet = alt.Facet("panel:N", sort=list(titles.values()), header=header)
    chart = panel.properties(width=WIDTH_PX, height=HEIGHT_PX).facet(
        facet=facet, columns=PANELS_A_ROW
    )
    return finish(chart.resolve_scale(x="independent"), palette)


def title_of(agreement: Agreement) -> str:
    rank = f"{agreement.spearman.median:.2f}".replace("-", MINUS)
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
