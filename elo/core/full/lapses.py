"""Where raters' shares of random answers lie, by quadrature, while the scores stand still.

Given the scores, raters depend on one another only through the centre and the spread of their
logits. Each rater's likelihood is tabulated over a grid of logits once; then every integral over
z is a weighted sum, and so is every one over centre and log spread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logsumexp

from elo.core.full.answers import AnswerSlopes
from elo.core.full.density import MISS, SIDE
from elo.core.full.priors import CENTRE_MEAN, CENTRE_SD, LAPSE_RATE, LAPSE_SHAPE, LAPSE_SKEW
from elo.core.full.rows import Rows
from elo.core.types import FloatArray

LOGITS = np.linspace(-11.0, 7.0, 37)
Z = np.linspace(-3.5, 4.5, 33)
POINTS = np.linspace(-1.0, 1.0, 9)
FIRST_BOX = (np.array([CENTRE_MEAN, -0.5]), np.array([4.0, 2.0]))
BOXES = 4  # each about what the last one found
WIDE = 3.0  # standard deviations from the middle of a box to its edge
STEP = 0.1  # of centre and log spread, to see how each z moves


@dataclass(frozen=True, slots=True)
class Lapses:
    """Posterior of centre and log spread, and of each z given their means.

    Parameters
    ----------
    two, covariance : ndarray, shapes (2,) and (2, 2)
        Mean and covariance of centre and log spread.
    z, z_sd : ndarray, shape (n_raters,)
        Mean and standard deviation.
    moves : ndarray, shape (2, n_raters)
        Slope of that mean over centre and log spread.
    """

    two: FloatArray
    covariance: FloatArray
    z: FloatArray
    z_sd: FloatArray
    moves: FloatArray


def find_lapses(rows: Rows, hyper: FloatArray, slopes: AnswerSlopes) -> Lapses:
    """Integrate over z, centre and log spread."""
    table = tabulate(rows, hyper, slopes)
    middle, reach = FIRST_BOX
    for _ in range(BOXES):
        middle, covariance = integrate_box(table, middle, reach)
        reach = WIDE * np.sqrt(np.diag(covariance))
    z, z_sd = integrate_z(table, middle)
    moves = [
        (integrate_z(table, middle + step)[0] - integrate_z(table, middle - step)[0]) / (2 * STEP)
        for step in STEP * np.eye(2)
    ]
    return Lapses(middle, covariance, z, z_sd, np.stack(moves))


def tabulate(rows: Rows, hyper: FloatArray, slopes: AnswerSlopes) -> FloatArray:
    """Log-likelihood of each rater's answers and checks over `LOGITS`, shape (n_raters, 37)."""
    uniform = 1 / 3 if rows.has_ties else 1 / 2
    miss = float(expit(hyper[MISS])) if rows.has_traps else 0.0
    leftish = float(expit(hyper[SIDE])) if rows.has_sides else 0.5
    n = len(rows.trap_right)
    columns = []
    for lapse in expit(LOGITS):
        seen = np.log(slopes.chance + lapse * (uniform - slopes.chance))
        passed = (1 - lapse) * (1 - miss) + lapse * uniform
        left = (1 - lapse) * leftish + lapse / 2
        checks = rows.trap_right * np.log(passed) + rows.trap_wrong * np.log(1 - passed)
        checks += rows.bias_left * np.log(left) + rows.bias_right * np.log(1 - left)
        columns.append(np.bincount(slopes.rater, seen, n) + checks)
    return np.stack(columns, axis=1)


def weigh_z(table: FloatArray, two: FloatArray) -> FloatArray:
    """Log posterior weight of each z of the grid, shape (n_raters, 33)."""
    logits = two[0] + np.exp(two[1]) * np.expm1(LAPSE_SKEW * Z) / LAPSE_SKEW
    place = (np.clip(logits, LOGITS[0], LOGITS[-1]) - LOGITS[0]) / (LOGITS[1] - LOGITS[0])
    low = np.minimum(place.astype(np.int64), len(LOGITS) - 2)
    share = place - low
    return np.asarray(table[:, low] * (1 - share) + table[:, low + 1] * share - Z**2 / 2)


def integrate_box(
    table: FloatArray, middle: FloatArray, reach: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Mean and covariance of centre and log spread over a box of 9 x 9 points."""
    grid = np.stack(np.meshgrid(POINTS, POINTS, indexing="ij"), axis=-1).reshape(-1, 2)
    twos = middle + reach * grid
    found = np.array([logsumexp(weigh_z(table, two), axis=1).sum() for two in twos])
    found -= (twos[:, 0] - CENTRE_MEAN) ** 2 / (2 * CENTRE_SD**2)
    found += LAPSE_SHAPE * twos[:, 1] - LAPSE_RATE * np.exp(twos[:, 1])
    weight = np.exp(found - logsumexp(found))
    mean = weight @ twos
    # No narrower than the grid can tell.
    covariance = (weight * (twos - mean).T) @ (twos - mean) + np.diag((reach / 16) ** 2)
    return mean, covariance


def integrate_z(table: FloatArray, two: FloatArray) -> tuple[FloatArray, FloatArray]:
    weight = weigh_z(table, two)
    weight = np.exp(weight - logsumexp(weight, axis=1, keepdims=True))
    mean = weight @ Z
    return mean, np.sqrt(np.maximum(weight @ Z**2 - mean**2, 1e-4))
