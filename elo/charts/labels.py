"""Names beside the plot, at the heights of the curves' ends and never on top of each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression

LABEL_STEP_PX = 17  # least distance between two labels

Row = dict[str, Any]


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
