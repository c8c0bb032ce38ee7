"""The common rise of curves along codecs' rates, when the likelihood of the skills is Gaussian."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from elo.core.full.mode.by_source import Added, Left
from elo.core.full.model.hyper import HYPER, LOG_CURVE_SPREAD, LOG_RISE, LOG_SPREAD
from elo.core.full.model.priors import RISE_RATE, RISE_SHAPE
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


def find_rise(rows: Rows, hyper: FloatArray) -> FloatArray:
    """What the rise adds to the skills, and how that moves with `HYPER`; shape (n, 11)."""
    found = np.zeros((len(rows.rise), 1 + len(HYPER)))
    found[:, 0] = found[:, 1 + LOG_RISE] = np.exp(hyper[LOG_RISE]) * rows.rise
    return found


def find_log_rise(
    rows: Rows, hyper: FloatArray, left: Left, departures: Added
) -> tuple[float, float]:
    """Best log of the rise and its standard deviation, all else about skills integrated out.

    Parameters
    ----------
    rows, hyper
        The model, and the present spreads.
    left : Left
        Information and pull of the skills, with what source effects leave.
    departures : Added
        From the common rise.
    """
    own = departures.leave(left, np.exp(-2 * hyper[LOG_CURVE_SPREAD]))
    member = np.eye(len(rows.level_size))[rows.level]
    by_level = member.T @ own.information
    grown = by_level @ member + np.exp(-2 * hyper[LOG_SPREAD]) * np.eye(len(rows.level_size))
    share = rows.rise - member @ np.linalg.solve(grown, by_level @ rows.rise)
    information = float(share @ own.information @ rows.rise)
    pull = float(share @ own.pull[:, 0])

    def loss(log_rise: float) -> float:
        rise = np.exp(log_rise)
        fit = pull * rise - information * rise**2 / 2
        return float(-fit - RISE_SHAPE * log_rise + RISE_RATE * rise)

    best = float(minimize_scalar(loss, bounds=(-5.0, 3.0), method="bounded").x)
    curvature = information * np.exp(2 * best) + RISE_SHAPE
    return best, float(1 / np.sqrt(curvature))
