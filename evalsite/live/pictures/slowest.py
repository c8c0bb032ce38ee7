from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.state import Live
from figures.look import ACCENT, ACCENT_SOFT, INK, Layer


def draw_slowest(live: Live) -> Layer:
    """Up to the slowest in pale, up to the median of the slow ones in dark."""
    base = alt.Chart(alt.NamedData("slowest"))
    axis = alt.Axis(labelFontSize=13, labelColor=INK, domain=False, ticks=False, labelLimit=280)
    slowest_first = alt.EncodingSortField("slowest_ms", order="descending")
    y = alt.Y("route:N", sort=slowest_first, title=None, axis=axis)
    x = alt.X(
        "slowest_ms:Q",
        title=_("Milliseconds: pale the slowest, dark the median of the slow"),
        axis=alt.Axis(tickCount=6),
    )
    tooltip = [
        alt.Tooltip("route:N", title=_("Page")),
        alt.Tooltip("requests:Q", title=_("Slow requests kept"), format=",d"),
        alt.Tooltip("median_ms:Q", title=_("Median of these, ms"), format=",.0f"),
        alt.Tooltip("slowest_ms:Q", title=_("Slowest, ms"), format=",d"),
    ]
    return alt.layer(
        base.mark_bar(height=16, color=ACCENT_SOFT, cornerRadiusEnd=3).encode(
            x=x, y=y, tooltip=tooltip
        ),
        base.mark_bar(height=16, color=ACCENT, cornerRadiusEnd=3).encode(
            x="median_ms:Q", y=y, tooltip=tooltip
        ),
    ).properties(width=620, height=alt.Step(28))
