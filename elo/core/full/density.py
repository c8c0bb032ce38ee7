"""Log density of `full` and its gradient, compiled. `elo.core.full.statement` says it in PyMC.

Parameters in their natural form: seven numbers for the whole study (`HYPER`), skills of the
conditions that sum to 0, an effect for each cell, and one standard normal z for each rater, of
which the logit of the share of random answers is `centre + spread * (exp(skew z) - 1)/skew`.

A study may have 100,000 votes, so a row costs two divisions and no exponential: strengths are
raised to powers cell by cell, and logarithms are taken of products of many rows.
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.priors import (
    CENTRE_MEAN,
    CENTRE_SD,
    LAPSE_RATE,
    LAPSE_SHAPE,
    LAPSE_SKEW,
    LOG_TIE_MEAN,
    LOG_TIE_SD,
    MISS_A,
    MISS_B,
    SIDE_SD,
    SOURCE_RATE,
    SOURCE_SHAPE,
    SPREAD_RATE,
    SPREAD_SHAPE,
)
from elo.core.full.rows import Rows
from elo.core.types import FloatArray

HYPER = (
    "log_spread",
    "log_source_spread",
    "side",
    "log_tie",
    "lapse_centre",
    "log_lapse_spread",
    "miss_logit",
)
LOG_SPREAD, LOG_SOURCE_SPREAD, SIDE, LOG_TIE, LAPSE_CENTRE, LOG_LAPSE_SPREAD, MISS = range(7)
SMALL = 1e-100  # products of probabilities are turned into a logarithm below this


@compiled
def log_density(
    rows: Rows,
    hyper: FloatArray,
    skill: FloatArray,
    effect: FloatArray,
    z: FloatArray,
    g_hyper: FloatArray,
    g_skill: FloatArray,
    g_effect: FloatArray,
    g_z: FloatArray,
) -> float:
    """Log of likelihood and priors up to a constant; gradients are written into ``g_...``.

    Parameters
    ----------
    rows : Rows
        The data.
    hyper, skill, effect, z : ndarray of float
        Shapes (7,), (n_conditions,), (n_cells,), (n_raters,); logits. Entries of ``hyper`` that
        are not in the model are ignored, and so is ``effect`` without sources.
    g_hyper, g_skill, g_effect, g_z : ndarray of float
        Outputs of the same shapes. The gradient over skills is the free one, not yet projected
        onto those that sum to 0.
    """
    g_hyper[:] = 0
    g_skill[:] = 0
    g_effect[:] = 0
    logit = np.empty(len(z))
    g_logit = np.zeros(len(z))
    lapse_spread = math.exp(hyper[LOG_LAPSE_SPREAD])
    for rater in range(len(z)):
        logit[rater] = hyper[LAPSE_CENTRE] + lapse_spread * math.expm1(LAPSE_SKEW * z[rater]) / (
            LAPSE_SKEW
        )
    total = add_answers(rows, hyper, skill, effect, logit, g_hyper, g_effect, g_logit)
    total += add_checks(rows, hyper, logit, g_hyper, g_logit)
    for cell in range(len(effect)):
        g_skill[rows.cell_condition[cell]] += g_effect[cell]
    total += add_raters(hyper, z, g_logit, g_hyper, g_z)
    total += add_scores(rows, hyper, skill, effect, g_hyper, g_skill, g_effect)
    total += add_hyper(rows, hyper, g_hyper)
    return total


@compiled
def add_answers(
    rows: Rows,
    hyper: FloatArray,
    skill: FloatArray,
    effect: FloatArray,
    logit: FloatArray,
    g_hyper: FloatArray,
    g_cell: FloatArray,
    g_logit: FloatArray,
) -> float:
    """Rated votes; the gradient over cells is that over source effects and skills alike."""
    root = np.empty(len(effect))  # square roots of strengths
    for cell in range(len(effect)):
        score = skill[rows.cell_condition[cell]]
        if rows.has_sources:
            score += effect[cell]
        root[cell] = math.exp(score / 2)
    keen = np.empty(len(logit))
    noise = np.empty(len(logit))
    slope = np.zeros(len(logit))
    choices = 3.0 if rows.has_ties else 2.0
    for rater in range(len(logit)):
        keen[rater] = 1 / (1 + math.exp(logit[rater]))
        noise[rater] = (1 - keen[rater]) / choices
    tie = math.exp(hyper[LOG_TIE]) if rows.has_ties else 0.0
    lift = np.ones(3)  # of such a root: shown right, unknown, left; left over right is side / 2
    if rows.has_sides:
        lift[0], lift[2] = math.exp(-hyper[SIDE] / 4), math.exp(hyper[SIDE] / 4)
    total = add_decided(rows, root, lift, tie, keen, noise, 1 / choices, g_hyper, g_cell, slope)
    total += add_ties(rows, root, lift, tie, keen, noise, 1 / choices, g_hyper, g_cell, slope)
    for rater in range(len(logit)):
        g_logit[rater] += slope[rater] * keen[rater] * (1 - keen[rater])
    return total


@compiled
def add_decided(
    rows: Rows,
    root: FloatArray,
    lift: FloatArray,
    tie: float,
    keen: FloatArray,
    noise: FloatArray,
    uniform: float,
    g_hyper: FloatArray,
    g_cell: FloatArray,
    slope: FloatArray,
) -> float:
    """Answers with a winner: (1 - q) W/(W + L + T) + q/choices."""
    total, product, g_side, g_tie = 0.0, 1.0, 0.0, 0.0
    for row in range(len(rows.winner)):
        winner, loser, rater = rows.winner[row], rows.loser[row], rows.rater[row]
        side = rows.winner_side[row]
        one, two = root[winner] * lift[side + 1], root[loser] * lift[1 - side]
        first, second, both = one * one, two * two, tie * one * two
        share = 1 / (first + second + both)
        wins, ties = first * share, both * share
        chance = keen[rater] * wins + noise[rater]
        pull = keen[rater] * wins / chance
        # d log W / d gap is 1/2 - (W - L)/2, which is L + T/2.
        push = pull * (second * share + ties / 2)
        g_cell[winner] += push
        g_cell[loser] -= push
        g_side += side * push
        g_tie -= pull * ties
        slope[rater] += (uniform - wins) / chance
        product *= chance
        if product < SMALL:
            total += math.log(product)
            product = 1.0
    g_hyper[SIDE] += g_side
    g_hyper[LOG_TIE] += g_tie
    return total + math.log(product)


@compiled
def add_ties(
    rows: Rows,
    root: FloatArray,
    lift: FloatArray,
    tie: float,
    keen: FloatArray,
    noise: FloatArray,
    uniform: float,
    g_hyper: FloatArray,
    g_cell: FloatArray,
    slope: FloatArray,
) -> float:
    """Answers without a winner: (1 - q) T/(W + L + T) + q/choices."""
    total, product, g_side, g_tie = 0.0, 1.0, 0.0, 0.0
    for row in range(len(rows.tie_a)):
        a, b, rater, side = (
            rows.tie_a[row],
            rows.tie_b[row],
            rows.tie_rater[row],
            rows.tie_side[row],
        )
        one, two = root[a] * lift[side + 1], root[b] * lift[1 - side]
        first, second, both = one * one, two * two, tie * one * two
        share = 1 / (first + second + both)
        ties = both * share
        chance = keen[rater] * ties + noise[rater]
        pull = keen[rater] * ties / chance
        push = pull * (second - first) * share / 2
        g_cell[a] += push
        g_cell[b] -= push
        g_side += side * push
        g_tie += pull * (1 - ties)
        slope[rater] += (uniform - ties) / chance
        product *= chance
        if product < SMALL:
            total += math.log(product)
            product = 1.0
    g_hyper[SIDE] += g_side
    g_hyper[LOG_TIE] += g_tie
    return total + math.log(product)


@compiled
def add_checks(
    rows: Rows, hyper: FloatArray, logit: FloatArray, g_hyper: FloatArray, g_logit: FloatArray
) -> float:
    """Traps, which tell of the rater and of ``miss``, and identical pairs, which tell of sides."""
    uniform = 1 / 3 if rows.has_ties else 1 / 2
    miss = 1 / (1 + math.exp(-hyper[MISS])) if rows.has_traps else 0.0
    leftish = 1 / (1 + math.exp(-hyper[SIDE])) if rows.has_sides else 0.5
    total = 0.0
    for rater in range(len(logit)):
        keen = 1 / (1 + math.exp(logit[rater]))
        slope = 0.0
        right, wrong = rows.trap_right[rater], rows.trap_wrong[rater]
        if right + wrong > 0:
            chance = keen * (1 - miss) + (1 - keen) * uniform
            other = keen * miss + (1 - keen) * (1 - uniform)
            total += right * math.log(chance) + wrong * math.log(other)
            pull = right / chance - wrong / other
            slope += pull * (uniform - 1 + miss)
            g_hyper[MISS] -= pull * keen * miss * (1 - miss)
        left, other_side = rows.bias_left[rater], rows.bias_right[rater]
        if left + other_side > 0:
            chance = keen * leftish + (1 - keen) / 2
            total += left * math.log(chance) + other_side * math.log(1 - chance)
            pull = left / chance - other_side / (1 - chance)
            slope += pull * (0.5 - leftish)
            g_hyper[SIDE] += pull * keen * leftish * (1 - leftish)
        g_logit[rater] += slope * keen * (1 - keen)
    return total


@compiled
def add_raters(
    hyper: FloatArray, z: FloatArray, g_logit: FloatArray, g_hyper: FloatArray, g_z: FloatArray
) -> float:
    """Prior of z, and the way from the logits back to z, centre and spread."""
    total = 0.0
    spread = math.exp(hyper[LOG_LAPSE_SPREAD])
    for rater in range(len(z)):
        total -= z[rater] * z[rater] / 2
        grown = math.exp(LAPSE_SKEW * z[rater])
        g_z[rater] = g_logit[rater] * spread * grown - z[rater]
        g_hyper[LAPSE_CENTRE] += g_logit[rater]
        g_hyper[LOG_LAPSE_SPREAD] += g_logit[rater] * spread * (grown - 1) / LAPSE_SKEW
    return total


@compiled
def add_scores(
    rows: Rows,
    hyper: FloatArray,
    skill: FloatArray,
    effect: FloatArray,
    g_hyper: FloatArray,
    g_skill: FloatArray,
    g_effect: FloatArray,
) -> float:
    """Normal priors of skills, which have one degree of freedom less, and of source effects."""
    precision = math.exp(-2 * hyper[LOG_SPREAD])
    square = 0.0
    for condition in range(len(skill)):
        g_skill[condition] -= precision * skill[condition]
        square += precision * skill[condition] * skill[condition]
    freedom = len(skill) - 1
    g_hyper[LOG_SPREAD] += square - freedom
    total = -square / 2 - float(freedom * hyper[LOG_SPREAD])
    if rows.has_sources:
        precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
        square = 0.0
        for cell in range(len(effect)):
            g_effect[cell] -= precision * effect[cell]
            square += precision * effect[cell] * effect[cell]
        g_hyper[LOG_SOURCE_SPREAD] += square - len(effect)
        total -= square / 2 + len(effect) * hyper[LOG_SOURCE_SPREAD]
    return total


@compiled
def add_hyper(rows: Rows, hyper: FloatArray, g_hyper: FloatArray) -> float:
    """Priors of the seven, as densities of the logarithms and logits in ``hyper``."""
    total = add_gamma(hyper, g_hyper, LOG_SPREAD, SPREAD_SHAPE, SPREAD_RATE)
    total += add_gamma(hyper, g_hyper, LOG_LAPSE_SPREAD, LAPSE_SHAPE, LAPSE_RATE)
    total += add_normal(hyper, g_hyper, LAPSE_CENTRE, CENTRE_MEAN, CENTRE_SD)
    if rows.has_sources:
        total += add_gamma(hyper, g_hyper, LOG_SOURCE_SPREAD, SOURCE_SHAPE, SOURCE_RATE)
    if rows.has_sides:
        total += add_normal(hyper, g_hyper, SIDE, 0.0, SIDE_SD)
    if rows.has_ties:
        total += add_normal(hyper, g_hyper, LOG_TIE, LOG_TIE_MEAN, LOG_TIE_SD)
    if rows.has_traps:
        miss = 1 / (1 + math.exp(-hyper[MISS]))
        total += MISS_A * math.log(miss) + MISS_B * math.log(1 - miss)
        g_hyper[MISS] += MISS_A * (1 - miss) - MISS_B * miss
    return total


@compiled
def add_gamma(
    hyper: FloatArray, g_hyper: FloatArray, which: int, shape: float, rate: float
) -> float:
    """Gamma prior of a spread, whose logarithm is ``hyper[which]``."""
    spread = math.exp(hyper[which])
    g_hyper[which] += shape - rate * spread
    return float(shape * hyper[which] - rate * spread)


@compiled
def add_normal(hyper: FloatArray, g_hyper: FloatArray, which: int, mean: float, sd: float) -> float:
    off = (hyper[which] - mean) / sd
    g_hyper[which] -= off / sd
    return float(-off * off / 2)
