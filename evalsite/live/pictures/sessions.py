from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.sessions import STEPS
from evalsite.live.state import Live
from figures.look import ACCENT, ACCENT_SOFT, INK, Layer

WIDTH_PX = 700


def draw_sessions(live: Live) -> Layer:
    """Dark for who is here, pale for the others; the numbers stand beside the bar."""
    base = alt.Chart(alt.NamedData("sessions"))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False)
    y = alt.Y("step:N", sort=[str(step) for step in STEPS], title=None, axis=axis)
    x = alt.X("sessions:Q", title=None, axis=None)
    tooltip = [
        alt.Tooltip("step:N", title=_("Step")),
        alt.Tooltip("here:Q", title=_("Here"), format=",d"),
        alt.Tooltip("away:Q", title=_("Away"), format=",d"),
    ]
    told = base.mark_text(align="left", dx=8)
    return alt.layer(
        base.mark_bar(height=18, color=ACCENT_SOFT, cornerRadiusEnd=3).encode(
            x=x, y=y, tooltip=tooltip
        ),
        base.mark_bar(height=18, color=ACCENT, cornerRadiusEnd=3).encode(
            x=alt.X("here:Q", title=None, axis=None), y=y, tooltip=tooltip
        ),
        told.encode(x=x, y=y, text="words:N"),
    ).properties(width=WIDTH_PX, height=alt.Step(30))
