"""The same picture several times, a panel for each part of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from figures.look import Layer


def draw_panels(
    *layers: Layer,
    rows: list[dict[str, Any]],
    by: str,
    order: Sequence[str],
    columns: int,
    size: dict[str, Any],
) -> Layer:
    """Layers without data of their own, once for each value of a column, named above.

    Parameters
    ----------
    layers : charts
        Drawn in every panel.
    rows : list of dict
        Behind all of them.
    by : str
        Column that tells the panels apart.
    order : sequence of str
        Its values, the first panel first.
    columns : int
        Panels beside one another.
    size : dict
        ``width`` and ``height`` of a panel.
    """
    panel = alt.layer(*layers, data=alt.InlineData(rows)).properties(**size)
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight=600, labelAnchor="start")
    facet = alt.Facet(f"{by}:N", sort=list(order), header=header)
    return panel.facet(facet=facet, columns=columns)
