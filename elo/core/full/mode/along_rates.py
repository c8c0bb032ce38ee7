"""Curves along codecs' rates when the likelihood of the skills is Gaussian.

As in `by_source`, what is integrated out leaves information and pull for what it is added to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from elo.core.full.mode.by_source import Left
from elo.core.full.model.hyper import HYPER, LOG_CURVE_SPREAD, LOG_RISE, LOG_SPREAD
from elo.core.full.model.priors import RISE_RATE, RISE_SHAPE
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@dataclass(frozen=True, slots=True)
class Departures:
    """How curves depart from the common rise, along eigenvectors of the information about that.

    Parameters
    ----------
    shape : ndarray, shape (n_conditions, n_shapes)
        As in `elo.core.full.model.curves.Curves`.
    basis, information, across, pull
        As in `elo.core.full.frame.coordinates.Curving`; the last of shape (n_shapes, 11).
    """

    shape: FloatArray
    basis: FloatArray
    information: FloatArray
    across: FloatArray
    pull: FloatArray

    def leave(self, left: Left, precision: float) -> Left:
        """Integrate them out."""
        share = (self.across / (self.information + precision)[:, None]).T
        return Left(left.information - share @ self.across, left.pull - share @ self.pull)

    def explain(self, base: FloatArray) -> FloatArray:
        """Pull along the basis, less what levels and rise explain."""
        return np.asarray(self.pull - self.across @ base)

    def solve(self, rest: FloatArray, precision: float) -> FloatArray:
        """Best departures for such a rest, condition by condition; shape (n_conditions, 11)."""
        best = self.basis @ (rest / (self.information + precision)[:, None])
        return np.asarray(self.shape @ best)


def turn_curves(rows: Rows, left: Left) -> Departures:
    """Find the eigenvectors, from what source effects leave; without curves there are none."""
    across = rows.curve.T @ left.information
    value, basis = np.linalg.eigh(across @ rows.curve)
    return Departures(
        shape=rows.curve,
        basis=basis,
        information=np.maximum(value, 0.0),
        across=basis.T @ across,
        pull=basis.T @ (rows.curve.T @ left.pull),
    )


def find_rise(rows: Rows, hyper: FloatArray) -> FloatArray:
    """What the rise adds to the skills, and how that moves with `HYPER`; shape (n, 11)."""
    found = np.zeros((len(rows.rise), 1 + len(HYPER)))
    if rows.has_curves:
        found[:, 0] = found[:, 1 + LOG_RISE] = np.exp(hyper[LOG_RISE]) * rows.rise
    return found


def find_log_rise(rows: Rows, hyper: FloatArray, left: Left) -> tuple[float, float]:
    """Best log of the rise and its standard deviation, all else about skills integrated out.

    Parameters
    ----------
    rows, hyper
        The model, and the present spreads.
    left : Left
        Information and pull of the skills, with what source effects leave.
    """
    departures = turn_curves(rows, left)
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
