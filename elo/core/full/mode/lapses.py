"""Where each rater's share of random answers lies, by quadrature, while all else stands still.

Each rater's likelihood is tabulated over a grid of logits once; every integral over z is then a
weighted sum, whatever centre and spread of the logits are.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import expit, logsumexp

from elo.core.full.frame.reliability import Reliability, list_terms
from elo.core.full.mode.answers import AnswerSlopes
from elo.core.full.model.hyper import LAPSE_CENTRE, LOG_LAPSE_SPREAD, LOG_TIE, MISS, SIDE
from elo.core.full.model.priors import LAPSE_SKEW
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray

LOGITS = np.linspace(-11.0, 7.0, 37)  # where answers are looked at; a spline goes between
FINE_LOGITS = np.linspace(-11.0, 7.0, 361)
Z = np.linspace(-3.5, 4.5, 201)  # 900 answers leave some z with a standard deviation of 0.04
LEAST_SD = (0.1, 0.1)  # of centre and log spread, should a pilot stand still
# Of fewer raters each one's lapses hang together with all scores, while z is looked at with scores
# held still: it then gives way in a line, and keeps its width.
FEW = 5
RIDGE = 1e-3  # in squares of a standardised coefficient, where places hardly differ
STEP = 0.1  # of centre and log spread, to see how each z moves


def follow_lapses(table: FloatArray, hyper: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean of every z at the present centre and log spread, and its slopes over the two.

    Shapes (n_raters,) and (2, n_raters).
    """
    two = hyper[[LAPSE_CENTRE, LOG_LAPSE_SPREAD]]
    moves = [
        (integrate_z(table, two + step)[0] - integrate_z(table, two - step)[0]) / (2 * STEP)
        for step in STEP * np.eye(2)
    ]
    return integrate_z(table, two)[0], np.stack(moves)


def tabulate(rows: Rows, hyper: FloatArray, slopes: AnswerSlopes) -> FloatArray:
    """Log-likelihood of each rater's answers and checks over `FINE_LOGITS`, (n_raters, 361)."""
    uniform = 1 / 3 if rows.has_ties else 1 / 2
    miss = float(expit(hyper[MISS])) if rows.has_traps else 0.0
    leftish = float(expit(hyper[SIDE])) if rows.has_sides else 0.5
    tie = float(expit(hyper[LOG_TIE] - np.log(2))) if rows.has_ties else 0.0
    n = len(rows.trap_right)
    columns = []
    for lapse in expit(LOGITS):
        seen = np.log(slopes.chance + lapse * (uniform - slopes.chance))
        passed = (1 - lapse) * (1 - miss) + lapse * uniform
        meant = (1 - lapse) * (1 - tie)
        left = (meant * leftish + lapse * uniform) / (meant + 2 * lapse * uniform)
        checks = rows.trap_right * np.log(passed) + rows.trap_wrong * np.log(1 - passed)
        checks += rows.bias_left * np.log(left) + rows.bias_right * np.log(1 - left)
        columns.append(np.bincount(slopes.rater, seen, n) + checks)
    return np.asarray(CubicSpline(LOGITS, np.stack(columns, axis=1), axis=1)(FINE_LOGITS))


def weigh_z(table: FloatArray, two: FloatArray) -> FloatArray:
    """Log posterior weight of each z of the grid, shape (n_raters, 201)."""
    logits = two[0] + np.exp(two[1]) * np.expm1(LAPSE_SKEW * Z) / LAPSE_SKEW
    grid = FINE_LOGITS
    place = (np.clip(logits, grid[0], grid[-1]) - grid[0]) / (grid[1] - grid[0])
    low = np.minimum(place.astype(np.int64), len(grid) - 2)
    share = place - low
    return np.asarray(table[:, low] * (1 - share) + table[:, low + 1] * share - Z**2 / 2)


def integrate_z(table: FloatArray, two: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of every z, shape (n_raters,) each."""
    weight = weigh_z(table, two)
    weight = np.exp(weight - logsumexp(weight, axis=1, keepdims=True))
    mean = weight @ Z
    return mean, np.sqrt(np.maximum(weight @ Z**2 - mean**2, 1e-6))


def know_raters(table: FloatArray, places: FloatArray) -> Reliability:
    """Fit polynomials to middles and widths of z at these places.

    Parameters
    ----------
    table : ndarray, shape (n_raters, 361)
        From `tabulate`.
    places : ndarray, shape (n_places, 2)
        Centres and log spreads.
    """
    n_raters, nothing = len(table), np.zeros((len(table), 6))
    sd = np.maximum(places.std(axis=0), LEAST_SD)
    known = Reliability(places.mean(axis=0), sd, nothing, nothing)
    terms, found = np.empty((len(places), 6)), np.empty((len(places), 2, n_raters))
    for at, place in enumerate(places):
        list_terms(known, place[0], place[1], terms[at], np.empty((2, 6)))
        found[at] = integrate_z(table, place)
    np.log(found[:, 1], out=found[:, 1])
    few = n_raters < FEW
    return known._replace(
        middle=fit_terms(terms, found[:, 0], 3 if few else 6),
        log_width=fit_terms(terms, found[:, 1], 1 if few else 6),
    )


def fit_terms(terms: FloatArray, found: FloatArray, first: int) -> FloatArray:
    """Coefficients of the first few terms, the rest 0; shape (n_raters, 6)."""
    used = terms[:, :first]
    coefficients = np.zeros((found.shape[1], terms.shape[1]))
    square = used.T @ used + RIDGE * np.eye(first)
    coefficients[:, :first] = np.linalg.solve(square, used.T @ found).T
    return coefficients
