"""Names beside the plot, at the heights of the curves' ends and never on top of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
from scipy.optimize import isotonic_regression

from figures.look import INK, WIDTH_PX, Layer, Palette

LABEL_STEP_PX = 17  # least distance between two labels

Row = dict[str, Any]


def name_ends(
    ends: list[Row],
    *,
    field: str,
    axis: Callable[[str], alt.Y],
    span: tuple[float, float],
    height_px: float,
    palette: Palette,
    width_px: float = WIDTH_PX,
    bold: str = "",
) -> list[Layer]:
    """Layers with each codec's mark and name, right of the plot.

    Parameters
    ----------
    ends : list of dict
        One a codec: ``codec``, its label, and ``field``, where its curve ends.
    field : str
        A column in the units of the vertical axis.
    axis : callable
        Gives the vertical axis of a column, the same as the curves have.
    span : tuple of float
        Lowest and highest value of that axis.
    height_px, width_px : float
        Of the plot.
    palette : Palette
        Colours and marks.
    bold : str
        Label to print in bold type.
    """
    step = LABEL_STEP_PX * (span[1] - span[0]) / height_px
    named = spread_labels(ends, field=field, step=step, top=span[1])
    mark = alt.Chart(alt.InlineData(named)).mark_point(filled=True, opacity=1, size=70)
    return [
        mark.encode(
            x=alt.value(width_px + 14),
            y=axis("at"),
            color=alt.Color("codec:N", scale=palette.colour(), legend=None),
            shape=alt.Shape("codec:N", scale=palette.mark(), legend=None),
        ),
        *(
            write_names([row for row in named if (row["codec"] == bold) is heavy], heavy).encode(
                x=alt.value(width_px + 24), y=axis("at")
            )
            for heavy in (False, True)
        ),
    ]


def write_names(rows: list[Row], heavy: bool) -> Layer:
    """Names in bold type or plain."""
    style: dict[str, Any] = {"fontWeight": "bold" if heavy else "normal"}
    text = alt.Chart(alt.InlineData(rows)).mark_text(
        align="left", baseline="middle", fontSize=13, color=INK, **style
    )
    return text.encode(text="codec:N")


def spread_labels(rows: list[Row], *, field: str, step: float, top: float) -> list[Row]:
    """Move labels apart, as little as needed.

    Parameters
    ----------
    rows : list of dict
        One a label; ``field`` is where it would like to be.
    field : str
        A column in the units of the axis.
    step, top : float
        Least distance and highest place, in the units of the axis.

    Returns
    -------
    list of dict
        The rows by height, each with its place as ``at``.
    """
    ordered = sorted(rows, key=lambda row: float(row[field]))
    offset = step * np.arange(len(ordered))
    # Least-squares places at least one step apart are the isotonic fit of what is left.
    wanted = np.array([row[field] for row in ordered]) - offset
    places = isotonic_regression(wanted).x + offset
    places -= max(float(places[-1]) - top, 0)
    return [{**row, "at": round(float(at), 4)} for row, at in zip(ordered, places, strict=True)]
