from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.panels.quality import measures
from evalsite.live.pictures.time_axis import utc_axis, utc_tooltip
from evalsite.live.state import Live
from evalsite.studies.watching.drawing import WIDTH_PX, quiet_legend, share_look
from figures.look import COLOURS, MARKS, Layer


def draw_quality(live: Live) -> Layer:
    names = list(measures(live))
    legend, count = quiet_legend(), len(names)
    colour = alt.Color(
        "measure:N", scale=alt.Scale(domain=names, range=list(COLOURS[:count])), legend=legend
    )
    mark = alt.Shape(
        "measure:N", scale=alt.Scale(domain=names, range=list(MARKS[:count])), legend=legend
    )
    base = alt.Chart(alt.NamedData("quality"))
    x, look = utc_axis("at"), share_look()
    band = base.mark_area(opacity=0.16).encode(
        x=x, y=alt.Y("low:Q", title=_("Share"), **look), y2="high:Q", color=colour
    )
    share = alt.Y("share:Q", title=_("Share"), **look)
    line = base.mark_line(strokeWidth=2).encode(x=x, y=share, color=colour)
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=x,
        y=share,
        color=colour,
        shape=mark,
        tooltip=[
            alt.Tooltip("measure:N", title=_("Measure")),
            utc_tooltip("at", _("About (UTC)")),
            alt.Tooltip("share:Q", title=_("Share"), format=".1%"),
            alt.Tooltip("low:Q", title=_("95 % from"), format=".1%"),
            alt.Tooltip("high:Q", title=_("to"), format=".1%"),
            alt.Tooltip("of:Q", title=_("Of"), format=",d"),
        ],
    )
    return alt.layer(band, line, dots).properties(width=WIDTH_PX - 60, height=240)
