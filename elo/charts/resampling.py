"""The posterior's intervals beside those of studies drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.saving_axis import SAVING_TIPS, WIDTH_PX, SavingAxis, all_rates, rate_columns
from elo.charts.subsets import subset_axis, title_of
from elo.core.numbers import percent_interval
from elo.core.resampling.saving import BootstrapSaving
from elo.core.savings import Saving
from figures.look import COLOURS, MARKS

Row = dict[str, Any]
MODEL = "Model"
# what was drawn anew -> what a reader sees, in the order of the rows.
NAMES = {"rater": "Raters drawn anew", "source": "Sources drawn anew", "both": "Both drawn anew"}
TOOLTIP = [
    alt.Tooltip("subset:N", title="Against"),
    alt.Tooltip("way:N", title="Interval by"),
    *SAVING_TIPS,
    alt.Tooltip("from:N", title="From"),
    alt.Tooltip("note:N", title="Note"),
]


def draw_bootstrap(
    *, savings: Sequence[Saving], resampled: Sequence[BootstrapSaving], palette: Palette
) -> dict[str, Any] | None:
    """Saving against each anchor by the model and by each way of drawing anew, one below another.

    None if nothing was drawn anew with success.
    """
    drawn = [bootstrap_row(each, palette) for each in resampled if not each.saving.refused]
    if not drawn:
        return None
    given = [each for each in savings if not each.refused]
    ordered = sorted(given, key=lambda each: -each.saving.median)
    rows = [*(interval_row(each, MODEL, "the posterior", palette) for each in ordered), *drawn]
    anchors = list(dict.fromkeys(row["subset"] for row in rows))
    ways = [way for way in (MODEL, *NAMES.values()) if any(row["way"] == way for row in rows)]
    title = f"{title_of(resampled[0].saving, palette)} at equal quality"
    x = SavingAxis(rates=all_rates(rows), title=title)
    y = subset_axis(anchors, size=13)
    offset = alt.YOffset("way:N", sort=ways, scale=alt.Scale(domain=ways, padding=0.25))
    legend = alt.Legend(title=None, orient="top", values=ways, symbolOpacity=1, labelFontSize=12)
    colour = alt.Color(
        "way:N", scale=alt.Scale(domain=ways, range=list(COLOURS[: len(ways)])), legend=legend
    )
    shape = alt.Shape(
        "way:N", scale=alt.Scale(domain=ways, range=list(MARKS[: len(ways)])), legend=legend
    )
    base = alt.Chart(alt.InlineData(rows))
    layers = alt.layer(
        x.draw_zero(),
        base.mark_rule(strokeWidth=6, opacity=0.3, strokeCap="round").encode(
            x=x.encode("rate_low"), x2="rate_high:Q", y=y, yOffset=offset, color=colour
        ),
        base.mark_point(filled=True, size=65, opacity=1).encode(
            x=x.encode("rate"), y=y, yOffset=offset, color=colour, shape=shape, tooltip=TOOLTIP
        ),
    )
    height = (len(ways) * 13 + 12) * len(anchors)
    return finish(layers.properties(width=WIDTH_PX, height=height), palette)


def bootstrap_row(each: BootstrapSaving, palette: Palette) -> Row:
    count = f"{each.drawn} replicates of {each.clusters}"
    return interval_row(each.saving, NAMES[each.by], count, palette)


def interval_row(saving: Saving, way: str, origin: str, palette: Palette) -> Row:
    return {
        "subset": palette.label(saving.anchor),
        "way": way,
        **rate_columns(saving.saving),
        "interval": percent_interval(saving.saving, 1),
        "from": origin,
        "note": saving.flag or "none",
    }
