from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

# By what a tick falls on: a day, or an hour and minute of twenty-four.
FORMATS = {"hours": "%H:%M", "minutes": "%H:%M", "day": "%-d %b", "date": "%-d %b"}


def utc_axis(field: str) -> alt.X:
    """Time as the tables say it: UTC, whatever the browser's clock."""
    axis = alt.Axis(tickCount=8, labelOverlap=True, grid=False, format=FORMATS)
    scale = alt.Scale(type="utc", nice=False)
    return alt.X(f"{field}:T", title=_("Time (UTC)"), scale=scale, axis=axis)


def utc_tooltip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:T", title=title, format="%Y-%m-%d %H:%M", formatType="utc")
