from __future__ import annotations

import altair as alt
from django.utils.translation import gettext as _

from evalsite.live.pictures.palette import study_palette
from evalsite.live.state import Live
from evalsite.studies.watching.drawing import WIDTH_PX, quiet_legend
from figures.axes import rate_axis
from figures.look import Layer

THICKEST, USUAL = 4, 2  # of the first codec, and of the others


def draw_scores(live: Live) -> Layer:
    palette = study_palette(live)
    legend = quiet_legend()
    colour = alt.Color("codec:N", scale=palette.colour(), legend=legend, sort=None)
    mark = alt.Shape("codec:N", scale=palette.mark(), legend=legend, sort=None)
    x = rate_axis([place.bpp for place in live.fits.places if place.bpp] or [0.1, 1.0])
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y("elo:Q", title=_("Perceived quality (Elo)"), scale=scale)
    base = alt.Chart(alt.NamedData("scores"))
    first = palette.labels[0] if palette.labels else ""
    thick = alt.condition(alt.datum.codec == first, alt.value(THICKEST), alt.value(USUAL))
    band = base.mark_area(opacity=0.18).encode(
        x=x,
        y=alt.Y("low:Q", title=_("Perceived quality (Elo)"), scale=scale),
        y2="high:Q",
        color=colour,
    )
    line = base.mark_line().encode(x=x, y=y, color=colour, strokeWidth=thick)
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x, y=y, color=colour, shape=mark, tooltip=hover()
    )
    return alt.layer(band, line, dots).properties(width=WIDTH_PX - 60, height=380)


def hover() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("codec:N", title=_("Codec")),
        alt.Tooltip("bpp:Q", title=_("Bits per pixel"), format=".3f"),
        alt.Tooltip("elo:Q", title=_("Elo"), format=".0f"),
        alt.Tooltip("low:Q", title=_("95 % from"), format=".0f"),
        alt.Tooltip("high:Q", title=_("to"), format=".0f"),
    ]
