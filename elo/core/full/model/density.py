"""Log density of `full` and its gradient, compiled. `statement` says it in PyMC.

Parameters in their natural form: ten numbers for the whole study (`hyper`), skills of the
conditions that sum to 0, how far each codec's curve departs from the common rise, an effect for
each cell, the part of it that all rates of a codec share on that source, and one standard normal z
for each rater, of which the logit of the share of random answers is
`centre + spread * (exp(skew z) - 1)/skew`.
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model.answer_density import add_answers
from elo.core.full.model.hyper import LAPSE_CENTRE, LOG_LAPSE_SPREAD, LOG_TIE, MISS, SIDE
from elo.core.full.model.parts import Parts
from elo.core.full.model.prior_density import add_hyper, add_raters, add_scores
from elo.core.full.model.priors import LAPSE_SKEW
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def log_density(rows: Rows, at: Parts, slopes: Parts) -> float:
    """Log of likelihood and priors up to a constant; its gradient is written into ``slopes``."""
    for each in slopes:
        each[:] = 0
    logit = np.empty(len(at.z))
    g_logit = np.zeros(len(at.z))
    lapse_spread = math.exp(at.hyper[LOG_LAPSE_SPREAD])
    for rater in range(len(at.z)):
        grown = math.expm1(LAPSE_SKEW * at.z[rater]) / LAPSE_SKEW
        logit[rater] = at.hyper[LAPSE_CENTRE] + lapse_spread * grown
    total = add_answers(rows, at, logit, slopes, g_logit)
    total += add_checks(rows, at.hyper, logit, slopes.hyper, g_logit)
    for cell in range(len(at.effect)):
        slopes.skill[rows.cell_condition[cell]] += slopes.effect[cell]
    total += add_raters(at, g_logit, slopes)
    total += add_scores(rows, at, slopes)
    total += add_hyper(rows, at.hyper, slopes.hyper)
    return total


@compiled
def add_checks(
    rows: Rows, hyper: FloatArray, logit: FloatArray, g_hyper: FloatArray, g_logit: FloatArray
) -> float:
    """Traps, which tell of the rater and of ``miss``, and identical pairs, which tell of sides.

    Of identical pairs only answers that name a side are seen. Whoever looks calls as many a tie as
    Davidson's model has of equal pictures, so more of those seen are random than of all answers.
    """
    uniform = 1 / 3 if rows.has_ties else 1 / 2
    miss = 1 / (1 + math.exp(-hyper[MISS])) if rows.has_traps else 0.0
    leftish = 1 / (1 + math.exp(-hyper[SIDE])) if rows.has_sides else 0.5
    tie = 1 / (1 + 2 * math.exp(-hyper[LOG_TIE])) if rows.has_ties else 0.0  # of equal pictures
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
            meant, named = keen * (1 - tie), keen * (1 - tie) + 2 * (1 - keen) * uniform
            chance = (meant * leftish + (1 - keen) * uniform) / named
            total += left * math.log(chance) + other_side * math.log(1 - chance)
            pull = (left / chance - other_side / (1 - chance)) / named
            slope += pull * (uniform * (1 - 2 * chance) + (1 - tie) * (chance - leftish))
            g_hyper[SIDE] += pull * meant * leftish * (1 - leftish)
            g_hyper[LOG_TIE] += pull * keen * (chance - leftish) * tie * (1 - tie)
        g_logit[rater] += slope * keen * (1 - keen)
    return total
