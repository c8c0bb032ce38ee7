from __future__ import annotations

from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.pictures.palette import study_palette
from evalsite.live.state import Live
from figures.look import INK, INK_SOFT, Layer


def draw_saving(live: Live) -> Layer:
    palette = study_palette(live)
    base = alt.Chart(alt.NamedData("saving"))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=220)
    y = alt.Y("against:N", sort=list(palette.labels), title=None, axis=axis)
    look: dict[str, Any] = {"title": _("Bits saved"), "axis": alt.Axis(format=".0%", tickCount=8)}
    colour = alt.Color("against:N", scale=palette.colour(), legend=None)
    tooltip = [
        alt.Tooltip("against:N", title=_("Against")),
        alt.Tooltip("saving:Q", title=_("Saving"), format=".1%"),
        alt.Tooltip("low:Q", title=_("95 % from"), format=".1%"),
        alt.Tooltip("high:Q", title=_("to"), format=".1%"),
    ]
    zero = alt.Chart(alt.InlineData([{"at": 0}])).mark_rule(color=INK_SOFT, strokeDash=[4, 4])
    band = base.mark_bar(height=14, cornerRadius=7, opacity=0.3)
    dot = base.mark_point(filled=True, size=90, opacity=1)
    return alt.layer(
        zero.encode(x=alt.X("at:Q", **look)),
        band.encode(x=alt.X("low:Q", **look), x2="high:Q", y=y, color=colour, tooltip=tooltip),
        dot.encode(
            x=alt.X("saving:Q", **look),
            y=y,
            color=colour,
            shape=alt.Shape("against:N", scale=palette.mark(), legend=None),
            tooltip=tooltip,
        ),
    ).properties(width=680, height=alt.Step(34))
