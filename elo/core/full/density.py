"""Log density of `full` and its gradient, compiled. `elo.core.full.statement` says it in PyMC.

Parameters in their natural form: eight numbers for the whole study (`elo.core.full.hyper`), skills
of the conditions that sum to 0, an effect for each cell, the part of it that all rates of a codec
share on that source, and one standard normal z for each rater, of which the logit of the share of
random answers is `centre + spread * (exp(skew z) - 1)/skew`.
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.answer_density import add_answers
from elo.core.full.compiling import compiled
from elo.core.full.hyper import LAPSE_CENTRE, LOG_LAPSE_SPREAD, LOG_TIE, MISS, SIDE
from elo.core.full.prior_density import add_hyper, add_raters, add_scores
from elo.core.full.priors import LAPSE_SKEW
from elo.core.full.rows import Rows
from elo.core.types import FloatArray


@compiled
def log_density(
    rows: Rows,
    hyper: FloatArray,
    skill: FloatArray,
    shared: FloatArray,
    effect: FloatArray,
    z: FloatArray,
    g_hyper: FloatArray,
    g_skill: FloatArray,
    g_shared: FloatArray,
    g_effect: FloatArray,
    g_z: FloatArray,
) -> float:
    """Log of likelihood and priors up to a constant; gradients are written into ``g_...``.

    Parameters
    ----------
    rows : Rows
        The data.
    hyper, skill, shared, effect, z : ndarray of float
        Shapes (8,), (n_conditions,), (n_shared,), (n_cells,), (n_raters,); logits. Entries of
        ``hyper`` that are not in the model are ignored, and so is ``effect`` without sources.
        ``shared`` is the part of the effects of a codec's rates that they share on a source.
    g_hyper, g_skill, g_shared, g_effect, g_z : ndarray of float
        Outputs of the same shapes. The gradient over skills is the free one, not yet projected
        onto those that sum to 0.
    """
    g_hyper[:] = 0
    g_skill[:] = 0
    g_shared[:] = 0
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
    total += add_scores(rows, hyper, skill, shared, effect, g_hyper, g_skill, g_shared, g_effect)
    total += add_hyper(rows, hyper, g_hyper)
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
