"""Pairs of conditions: who is preferred, and how often it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from elo.charts.look import Palette, finish
from elo.core.bradley_terry import win_probability
from elo.core.counts import PairCounts
from elo.core.elo_fit import EloFit
from elo.core.types import Conditions, FloatArray, IntArray
from figures.look import INK, Layer

SIDE_PX = 560  # of a matrix
NUMBERS_UP_TO = 24  # conditions; beyond that cells are too small for a number
LEAST_LABEL_PX = 13  # of a cell, for every row to be named
MOST_CONDITIONS = 40  # in a matrix; of more, some are shown, evenly spaced by score
MOST_DRAWS = 1000  # for a mean chance: more would change no printed digit
Row = dict[str, Any]


class MatrixLook(NamedTuple):
    """How a matrix shows its values.

    Parameters
    ----------
    what : str
        They are.
    number, digits : str
        Format on hovering, and within a cell.
    scale : alt.Scale
        From value to colour.
    light : tuple of float
        Values beyond which a number is white.
    """

    what: str
    number: str
    digits: str
    scale: alt.Scale
    light: tuple[float, float]


def draw_win_matrix(*, fit: EloFit, conditions: Conditions, palette: Palette) -> dict[str, Any]:
    """Chance that the row's condition is preferred to the column's, best first."""
    order = pick_conditions(fit)
    chance = mean_win_probability(fit.draws_elo[:, order])
    cells = [[round(each, 3) for each in row] for row in chance.tolist()]
    scale = alt.Scale(scheme="purpleorange", domain=[0, 1], domainMid=0.5, reverse=True)
    look = MatrixLook("Row is preferred", ".0%", ".2f", scale, light=(0.18, 0.82))
    return draw_matrix(cells, name_conditions(order, fit, conditions), look, palette)


def mean_win_probability(draws_elo: FloatArray) -> FloatArray:
    """Posterior mean of P(row over column), shape (n, n), a column at a time to spare memory.

    Of scores alone: of somebody attentive who names one of the two, on an average source
    (`elo.report.preference`). In Davidson's model the chance among answers that
    name one is the same function of the gap.
    """
    draws_elo = thin(draws_elo)
    columns = [
        win_probability(draws_elo - draws_elo[:, [column]]).mean(axis=0)
        for column in range(draws_elo.shape[1])
    ]
    return np.stack(columns, axis=1)


def pick_conditions(fit: EloFit) -> IntArray:
    """Columns of the conditions that a matrix shows, best first; the best and worst among them."""
    order = np.argsort(-fit.mean_elo)
    count = min(len(order), MOST_CONDITIONS)
    return order[np.rint(np.linspace(0, len(order) - 1, count)).astype(np.int64)]


def thin(draws_elo: FloatArray) -> FloatArray:
    """Evenly spaced draws, as many as a mean needs."""
    return draws_elo[:: max(1, len(draws_elo) // MOST_DRAWS)]


def draw_coverage(
    *, counts: PairCounts, fit: EloFit, conditions: Conditions, palette: Palette
) -> dict[str, Any]:
    """How many votes each pair of conditions got."""
    order = pick_conditions(fit)
    total = np.zeros((len(fit.conditions), len(fit.conditions)))
    total[counts.first, counts.second] = counts.total
    total = (total + total.T)[np.ix_(order, order)]
    most = float(total.max())
    scale = alt.Scale(scheme="blues", domain=[0, most])
    look = MatrixLook("Votes", "d", "d", scale, light=(-1, 0.6 * most))
    cells = total.astype(np.int64).tolist()
    return draw_matrix(cells, name_conditions(order, fit, conditions), look, palette)


def draw_matrix(
    cells: Sequence[Sequence[float]], names: list[str], look: MatrixLook, palette: Palette
) -> dict[str, Any]:
    """Draw a square of cells, without its diagonal."""
    rows: list[Row] = [
        {"row": a, "column": b, "value": cells[i][j]}
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    ]
    cell_px = max(min(SIDE_PX / len(names), 46), 5)
    x, y = matrix_axes(names, cell_px)
    tooltip = [
        alt.Tooltip("row:N", title="Row"),
        alt.Tooltip("column:N", title="Column"),
        alt.Tooltip("value:Q", title=look.what, format=look.number),
    ]
    base = alt.Chart(alt.InlineData(rows)).encode(x=x, y=y, tooltip=tooltip)
    numbers = [draw_numbers(base, look)] if len(names) <= NUMBERS_UP_TO else []
    layers = alt.layer(draw_cells(base, look, cell_px), *numbers)
    side = cell_px * len(names)
    return finish(layers.properties(width=side, height=side), palette)


def draw_cells(base: Layer, look: MatrixLook, cell_px: float) -> Layer:
    """Draw the coloured cells, with the legend of their colours."""
    legend = alt.Legend(
        title=look.what,
        format=look.number,
        gradientLength=160,
        gradientThickness=10,
        titleFontSize=12,
    )
    # A label on each of thousands of cells would weigh more than the whole report.
    cells = base.mark_rect(aria=False, stroke="#ffffff", strokeWidth=1 if cell_px > 8 else 0)
    return cells.encode(color=alt.Color("value:Q", scale=look.scale, legend=legend))


def draw_numbers(base: Layer, look: MatrixLook) -> Layer:
    """Write each value into its cell, white where the cell is dark."""
    dark = f"datum.value < {look.light[0]} || datum.value > {look.light[1]}"
    return base.mark_text(fontSize=9.5, aria=False).encode(
        text=alt.Text("value:Q", format=look.digits),
        color=alt.condition(dark, alt.value("#ffffff"), alt.value(INK)),
    )


def matrix_axes(names: list[str], cell_px: float) -> tuple[alt.X, alt.Y]:
    """Columns named on top, rows at the left; where cells are small, only some of them."""
    axis = {
        "labelLimit": 200,
        "labelOverlap": cell_px < LEAST_LABEL_PX,
        "labelFontSize": 11,
        "grid": False,
        "ticks": False,
        "domain": False,
    }
    top = {**axis, "orient": "top", "labelAngle": -45 if len(names) > 4 else 0}
    return (
        alt.X("column:N", sort=names, title=None, axis=top),
        alt.Y("row:N", sort=names, title=None, axis=axis),
    )


def name_conditions(order: IntArray, fit: EloFit, conditions: Conditions) -> list[str]:
    """Labels of the fit's conditions in this order."""
    label = dict(zip(conditions.names, conditions.label, strict=True))
    return [label[fit.conditions[at]] for at in order.tolist()]
