from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.panels.choosing import WAYS
from evalsite.live.state import Live
from figures.look import ACCENT, INK, Layer


def draw_choosing(live: Live) -> Layer:
    base = alt.Chart(alt.NamedData("choosing"))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=420)
    y = alt.Y("way:N", sort=[str(way) for way in WAYS.values()], title=None, axis=axis)
    x = alt.X("votes:Q", title=None, axis=None)
    tooltip = [
        alt.Tooltip("way:N", title=_("Chosen")),
        alt.Tooltip("votes:Q", title=_("Votes"), format=",d"),
        alt.Tooltip("share:Q", title=_("Share"), format=".1%"),
    ]
    told = base.mark_text(align="left", dx=8)
    return alt.layer(
        base.mark_bar(height=18, color=ACCENT, cornerRadiusEnd=3).encode(x=x, y=y, tooltip=tooltip),
        told.encode(x=x, y=y, text="words:N"),
    ).properties(width=420, height=alt.Step(30))
