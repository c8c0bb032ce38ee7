"""How each rater's z gives way to the common centre and spread of the logits.

A rater with many answers has a logit that stands still while centre and spread move, so that z
must move against them, and not in a line; one with few has a z that stands still; of one who
never errs only an upper bound of the logit is known. So middle and log width of each z are
polynomials of the second degree in centre and log spread, fitted to what quadrature finds
(`mode.lapses`). Both are standardised and bounded first: far out the polynomials level
off. Exact whatever the coefficients are, as `elo.core.full.frame.coordinates` says.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model.hyper import LAPSE_CENTRE, LOG_LAPSE_SPREAD
from elo.core.types import FloatArray

BOUND = 4.0  # standard deviations


class Reliability(NamedTuple):
    """Middle and width of each z.

    Parameters
    ----------
    centre, sd : ndarray, shape (2,)
        Of lapse centre and log lapse spread, to standardise them.
    middle, log_width : ndarray, shape (n_raters, 6)
        Coefficients of `list_terms`.
    """

    centre: FloatArray
    sd: FloatArray
    middle: FloatArray
    log_width: FloatArray


@compiled
def list_terms(
    known: Reliability, centre: float, log_spread: float, terms: FloatArray, slopes: FloatArray
) -> None:
    """Terms of the polynomials, shape (6,), and their slopes over the two, shape (2, 6)."""
    u, u_slope = bound((centre - known.centre[0]) / known.sd[0])
    t, t_slope = bound((log_spread - known.centre[1]) / known.sd[1])
    u_slope /= known.sd[0]
    t_slope /= known.sd[1]
    terms[0], terms[1], terms[2], terms[3], terms[4], terms[5] = 1, u, t, u * u, u * t, t * t
    slopes[:] = 0
    slopes[0, 1], slopes[0, 3], slopes[0, 4] = u_slope, 2 * u * u_slope, t * u_slope
    slopes[1, 2], slopes[1, 4], slopes[1, 5] = t_slope, u * t_slope, 2 * t * t_slope


@compiled
def bound(number: float) -> tuple[float, float]:
    """Keep within `BOUND`, smoothly; and the slope of that."""
    share = 1 / math.sqrt(1 + (number / BOUND) ** 2)
    return number * share, share**3


@compiled
def evaluate(coefficients: FloatArray, terms: FloatArray) -> float:
    total = 0.0
    for term in range(len(terms)):
        total += coefficients[term] * terms[term]
    return total


@compiled
def unfold_raters(known: Reliability, point: FloatArray, hyper: FloatArray, z: FloatArray) -> float:
    """From standard normals to z; returns the log of the Jacobian."""
    terms, slopes = np.empty(6), np.empty((2, 6))
    list_terms(known, hyper[LAPSE_CENTRE], hyper[LOG_LAPSE_SPREAD], terms, slopes)
    jacobian = 0.0
    for rater in range(len(z)):
        log_width = evaluate(known.log_width[rater], terms)
        z[rater] = evaluate(known.middle[rater], terms) + math.exp(log_width) * point[rater]
        jacobian += log_width
    return jacobian


@compiled
def pull_raters(
    known: Reliability,
    point: FloatArray,
    hyper: FloatArray,
    g_z: FloatArray,
    g_hyper: FloatArray,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_raters`."""
    terms, slopes, g_terms = np.empty(6), np.empty((2, 6)), np.zeros(6)
    list_terms(known, hyper[LAPSE_CENTRE], hyper[LOG_LAPSE_SPREAD], terms, slopes)
    for rater in range(len(g_z)):
        gradient[rater] = math.exp(evaluate(known.log_width[rater], terms)) * g_z[rater]
        g_width = gradient[rater] * point[rater] + 1
        for term in range(6):
            g_terms[term] += known.middle[rater, term] * g_z[rater]
            g_terms[term] += known.log_width[rater, term] * g_width
    g_hyper[LAPSE_CENTRE] += evaluate(slopes[0], g_terms)
    g_hyper[LOG_LAPSE_SPREAD] += evaluate(slopes[1], g_terms)
