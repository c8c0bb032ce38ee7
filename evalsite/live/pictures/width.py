from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.state import Live
from evalsite.studies.watching.drawing import WIDTH_PX
from figures.look import ACCENT, INK, INK_SOFT, Layer


def draw_width(live: Live) -> Layer:
    """Both axes logarithmic: the law is a straight line."""
    x = alt.X(
        "votes:Q",
        title=_("Votes (log scale)"),
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(format="~s", tickCount=8),
    )
    y = alt.Y(
        "width_points:Q",
        title=_("Width, percentage points (log scale)"),
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(format="~g", tickCount=6),
    )
    law = alt.Chart(alt.NamedData("law")).mark_line(color=INK_SOFT, strokeDash=[6, 4])
    wanted = alt.Chart(alt.NamedData("wanted")).mark_rule(color=INK, strokeWidth=1.5, aria=False)
    named = alt.Chart(alt.NamedData("wanted"))
    dots = alt.Chart(alt.NamedData("widths")).mark_point(filled=True, size=60, opacity=1)
    return alt.layer(
        law.encode(x=x, y=y),
        wanted.encode(y=y, opacity=alt.Opacity("drawn:Q", scale=None)),
        named.mark_text(align="left", baseline="bottom", dy=-4, color=INK).encode(
            x=alt.value(8), y=y, text="words:N"
        ),
        dots.encode(
            x=x,
            y=y,
            color=alt.value(ACCENT),
            tooltip=[
                alt.Tooltip("votes:Q", title=_("Votes"), format=",d"),
                alt.Tooltip("width_points:Q", title=_("Width, points"), format=".2f"),
            ],
        ),
    ).properties(width=WIDTH_PX - 60, height=280)
