"""What the test codec saves on parts of the sources: one by one, and by category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from elo.charts.look import Palette, finish
from elo.charts.saving_axis import SAVING_TIPS, WIDTH_PX, SavingAxis, all_rates, rate_columns
from elo.core.numbers import chance, percent_interval
from elo.core.savings import Saving
from elo.core.subsets.saving import SubsetSaving
from figures.axes import name_axis
from figures.look import ACCENT, INK, INK_SOFT, Layer

Row = dict[str, Any]
TOOLTIP = [
    alt.Tooltip("subset:N", title="On"),
    alt.Tooltip("codec:N", title="Against"),
    *SAVING_TIPS,
    alt.Tooltip("chance:N", title="Chance that it saves"),
    alt.Tooltip("sources:Q", title="Sources"),
    alt.Tooltip("votes:Q", title="Votes on either codec"),
    alt.Tooltip("method:N", title="Scores by"),
    alt.Tooltip("note:N", title="Note"),
]


def draw_source_savings(
    *, savings: Sequence[SubsetSaving], palette: Palette, overall: Saving | None = None
) -> dict[str, Any] | None:
    """Saving on each source against one anchor, best first; None if all are refused.

    ``overall``, of the same two codecs, is drawn as a line across.
    """
    anchors = {each.saving.anchor for each in savings}
    if len(anchors) > 1:
        raise ValueError(f"savings per source of one anchor expected, got {sorted(anchors)}")
    rows = [saving_row(each, palette) for each in savings if not each.saving.refused]
    if not rows:
        return None
    rows = sorted(rows, key=lambda row: -float(row["median"]))
    refused = [refused_row(each, palette) for each in savings if each.saving.refused]
    order = [row["subset"] for row in (*rows, *refused)]
    y = subset_axis(order, size=12)
    title = f"{title_of(savings[0].saving, palette)} against {rows[0]['codec']}, on each source"
    known = [] if overall is None or overall.refused else [1 - overall.saving.median]
    x = SavingAxis(rates=[*all_rates(rows), *known], title=title)
    lines = [x.draw_zero(), *(overall_line(rate, x) for rate in known)]
    base = alt.Chart(alt.InlineData(rows))
    layers = [
        *lines,
        base.mark_bar(height=9, opacity=0.28, cornerRadius=4, color=ACCENT).encode(
            x=x.encode("rate_low"), x2="rate_high:Q", y=y
        ),
        base.mark_point(filled=True, size=70, opacity=1, color=ACCENT).encode(
            x=x.encode("rate"), y=y, tooltip=TOOLTIP
        ),
        *([why_refused(refused, y)] if refused else []),
    ]
    return finish(alt.layer(*layers).properties(width=WIDTH_PX, height=alt.Step(21)), palette)


def draw_category_savings(
    *, savings: Sequence[SubsetSaving], palette: Palette
) -> dict[str, Any] | None:
    """Saving on each category against each anchor; None if all are refused."""
    rows = [saving_row(each, palette) for each in savings if not each.saving.refused]
    if not rows:
        return None
    categories = list(dict.fromkeys(each.subset for each in savings))
    anchors = list(dict.fromkeys(palette.label(each.saving.anchor) for each in savings))
    count = {each.subset: each.sources for each in savings}
    names = {each: f"{each} ({count[each]})" for each in categories}
    rows = [{**row, "subset": names[row["subset"]]} for row in rows]
    y = subset_axis([names[each] for each in categories], size=13)
    offset = alt.YOffset("codec:N", sort=anchors, scale=alt.Scale(domain=anchors, padding=0.25))
    title = f"{title_of(savings[0].saving, palette)}, by kind of source"
    x = SavingAxis(rates=all_rates(rows), title=title)
    legend = alt.Legend(title="Against", values=anchors, symbolOpacity=1)
    colour = alt.Color("codec:N", scale=palette.colour(), legend=legend, title="Against")
    base = alt.Chart(alt.InlineData(rows))
    layers = [
        x.draw_zero(),
        base.mark_rule(strokeWidth=7, opacity=0.28, strokeCap="round").encode(
            x=x.encode("rate_low"), x2="rate_high:Q", y=y, yOffset=offset, color=colour
        ),
        base.mark_point(filled=True, size=75, opacity=1).encode(
            x=x.encode("rate"),
            y=y,
            yOffset=offset,
            color=colour,
            shape=alt.Shape("codec:N", scale=palette.mark(), legend=legend, title="Against"),
            tooltip=TOOLTIP,
        ),
    ]
    height = max(len(anchors) * 15 + 14, 34) * len(categories)
    return finish(alt.layer(*layers).properties(width=WIDTH_PX, height=height), palette)


def saving_row(each: SubsetSaving, palette: Palette) -> Row:
    return {
        **refused_row(each, palette),
        **rate_columns(each.saving.saving),
        "interval": percent_interval(each.saving.saving),
        "chance": chance(each.saving.probability),
        "note": each.saving.flag or "none",
    }


def refused_row(each: SubsetSaving, palette: Palette) -> Row:
    return {
        "subset": each.subset,
        "codec": palette.label(each.saving.anchor),
        "sources": each.sources,
        "votes": each.votes,
        "method": each.method,
        "note": each.saving.flag,
    }


def title_of(saving: Saving, palette: Palette) -> str:
    return f"Bits that {palette.label(saving.test)} saves"


def subset_axis(order: list[str], *, size: int) -> alt.Y:
    scale = alt.Scale(domain=order, paddingInner=0.15, paddingOuter=0.08)
    return alt.Y("subset:N", sort=order, scale=scale, title=None, axis=name_axis(size=size))


def overall_line(rate: float, x: SavingAxis) -> Layer:
    """Draw the saving on all sources together, named at the top of its line."""
    data = alt.InlineData([{"rate": round(rate, 5), "words": "all sources"}])
    rule = alt.Chart(data).mark_rule(color=INK, strokeDash=[5, 4], strokeWidth=1.2)
    text = alt.Chart(data).mark_text(align="center", baseline="bottom", color=INK, fontSize=11)
    return alt.layer(
        rule.encode(x=x.encode("rate")),
        text.encode(x=x.encode("rate"), y=alt.value(-4), text="words:N"),
    )


def why_refused(rows: list[Row], y: alt.Y) -> Layer:
    text = alt.Chart(alt.InlineData(rows)).mark_text(
        align="left", baseline="middle", fontSize=11, color=INK_SOFT, limit=WIDTH_PX - 12
    )
    return text.encode(x=alt.value(6), y=y, text="note:N", tooltip=[TOOLTIP[0], TOOLTIP[-1]])
