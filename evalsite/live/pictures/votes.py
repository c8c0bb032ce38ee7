from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.pictures.time_axis import utc_axis
from evalsite.live.state import Live
from evalsite.studies.watching.drawing import WIDTH_PX
from figures.look import ACCENT, Layer


def draw_votes(live: Live) -> Layer:
    bars = alt.Chart(alt.NamedData("votes"), width=WIDTH_PX - 60, height=200)
    return bars.mark_rect(color=ACCENT).encode(
        x=utc_axis("at"),
        x2="end:T",
        y=alt.Y("a_minute:Q", title=_("Answers a minute"), axis=alt.Axis(tickCount=5)),
        y2="zero:Q",
        tooltip=[
            alt.Tooltip("from:N", title=_("From (UTC)")),
            alt.Tooltip("minutes:Q", title=_("Minutes"), format=",d"),
            alt.Tooltip("answers:Q", title=_("Answers"), format=",d"),
            alt.Tooltip("a_minute:Q", title=_("A minute"), format=",.1f"),
        ],
    )
