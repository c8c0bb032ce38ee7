from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _


def utc_axis(field: str) -> alt.X:
    """Time as the tables say it: UTC, whatever the browser's clock."""
    # Dates of more than a day's study need more room than hours do.
    axis = alt.Axis(tickCount=8, labelOverlap=True, grid=False)
    scale = alt.Scale(type="utc", nice=False)
    return alt.X(f"{field}:T", title=_("Time (UTC)"), scale=scale, axis=axis)


def utc_tooltip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:T", title=title, format="%Y-%m-%d %H:%M", formatType="utc")
