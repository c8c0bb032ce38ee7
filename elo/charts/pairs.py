"""Pairs of conditions: who is preferred, and how often it was asked."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from elo.charts.look import Palette, finish
from elo.core.bradley_terry import win_probability
from elo.core.counts import PairCounts
from elo.core.types import Conditions, EloFit, FloatArray, IntArray
from figures.look import INK, Layer

SIDE_PX = 560  # of a matrix
NUMBERS_UP_TO = 24  # conditions; beyond that cells are too small for a number
LEAST_LABEL_PX = 13  # of a cell, for every row to be named
MOST_CONDITIONS = 40  # in a matrix; of more, some are shown, evenly spaced by score
MOST_DRAWS = 1000  # for a mean chance: more would change no printed digit
Row = dict[str, Any]


def draw_win_matrix(*, fit: EloFit, conditions: Conditions, palette: Palette) -> dict[str, Any]:
    """Chance that the row's condition is preferred to the column's, best first."""
    order = pick_conditions(fit)
    names = [label_of(fit.conditions[index], conditions) for index in order.tolist()]
    chance = mean_win_probability(fit.draws_elo[:, order])
    rows = [
        {"row": a, "column": b, "value": round(float(chance[i, j]), 3)}
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    ]
    scale = alt.Scale(scheme="purpleorange", domain=[0, 1], domainMid=0.5, reverse=True)
    return draw_matrix(rows, names, scale, ".0%", "Row is preferred", palette, light=(0.18, 0.82))


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
    names = [label_of(fit.conditions[index], conditions) for index in order.tolist()]
    total = np.zeros((len(fit.conditions), len(fit.conditions)))
    total[counts.first, counts.second] = counts.total
    total = (total + total.T)[np.ix_(order, order)]
    rows = [
        {"row": a, "column": b, "value": int(total[i, j])}
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    ]
    most = float(total.max())
    scale = alt.Scale(scheme="blues", domain=[0, most])
    return draw_matrix(rows, names, scale, "d", "Votes", palette, light=(-1, 0.6 * most))


def draw_matrix(
    rows: list[Row],
    names: list[str],
    scale: alt.Scale,
    number: str,
    what: str,
    palette: Palette,
    light: tuple[float, float],
) -> dict[str, Any]:
    """Draw a square of cells; ``light`` are the values beyond which a number is white."""
    cell = max(min(SIDE_PX / len(names), 46), 5)
    x, y = matrix_axes(names, cell)
    base = alt.Chart(alt.InlineData(rows))
    tooltip = [
        alt.Tooltip("row:N", title="Row"),
        alt.Tooltip("column:N", title="Column"),
        alt.Tooltip("value:Q", title=what, format=number),
    ]
    legend = alt.Legend(
        title=what, format=number, gradientLength=160, gradientThickness=10, titleFontSize=12
    )
    cells = base.mark_rect(
        # A label on each of thousands of cells would weigh more than the whole report.
        aria=False,
        stroke="#ffffff",
        strokeWidth=1 if cell > 8 else 0,
    ).encode(x=x, y=y, color=alt.Color("value:Q", scale=scale, legend=legend), tooltip=tooltip)
    layers: list[Layer] = [cells]
    if len(names) <= NUMBERS_UP_TO:
        outside = f"datum.value < {light[0]} || datum.value > {light[1]}"
        digits = "d" if number == "d" else ".2f"
        layers.append(
            base.mark_text(fontSize=9.5, aria=False).encode(
                x=x,
                y=y,
                text=alt.Text("value:Q", format=digits),
                color=alt.condition(outside, alt.value("#ffffff"), alt.value(INK)),
                tooltip=tooltip,
            )
        )
    side = cell * len(names)
    return finish(alt.layer(*layers).properties(width=side, height=side), palette)


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


def label_of(name: str, conditions: Conditions) -> str:
    return conditions.label[conditions.names.index(name)]
