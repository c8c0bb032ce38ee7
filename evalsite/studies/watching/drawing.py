"""What all pictures of this page share: the house's look, and the mark of simulated raters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from evalsite.studies.watching.figure import Row
from figures.look import INK_SOFT, Layer, dress

WIDTH_PX = 940
SIMULATED_INK = "#8a5a00"
GOOD, POOR = "#0072b2", "#d55e00"  # told apart by every kind of colour vision


def finish(
    chart: Layer, simulated: bool, datasets: Mapping[str, list[Row]] | None = None
) -> dict[str, Any]:
    """The specification. `datasets` are the rows of charts drawn on `alt.NamedData`.

    Altair copies and checks every row it is given several times over: with a thousand raters that
    would take most of the page's time.
    """
    spec = dress(chart.properties(title=mark_simulated()) if simulated else chart)
    spec["datasets"] = spec.get("datasets", {}) | dict(datasets or {})
    return spec


def mark_simulated() -> alt.Title:
    """Say, inside the picture itself, that these raters are bots."""
    return alt.Title(
        _("SIMULATED RATERS"),
        anchor="end",
        color=SIMULATED_INK,
        fontSize=11,
        fontWeight="bold",
        offset=6,
    )


def share_look(low: float = 0.0) -> dict[str, Any]:
    """Scale and axis of a share."""
    scale = alt.Scale(domain=[low, 1], nice=False)
    return {"scale": scale, "axis": alt.Axis(format=".0%", tickCount=5)}


def unit_look() -> dict[str, Any]:
    """Scale and axis of the ladder."""
    scale = alt.Scale(domain=[0, 1], nice=False)
    return {"scale": scale, "axis": alt.Axis(format=".1f", tickCount=10)}


def quiet_legend(title: str | None = None) -> alt.Legend:
    return alt.Legend(
        orient="top",
        title=title,
        titleOrient="left",
        labelFontSize=12,
        labelColor=INK_SOFT,
        symbolOpacity=1,
    )


def tell_apart(field: str, good: str, poor: str, title: str | None = None) -> dict[str, Any]:
    """Colour and mark of two kinds: told apart without seeing colour, too."""
    legend = quiet_legend(title)
    colours = alt.Scale(domain=[good, poor], range=[GOOD, POOR])
    marks = alt.Scale(domain=[good, poor], range=["circle", "diamond"])
    return {
        "color": alt.Color(field, scale=colours, legend=legend),
        "shape": alt.Shape(field, scale=marks, legend=legend),
    }
