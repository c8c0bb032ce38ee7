"""Log of the priors of `full`, and its gradient, compiled."""

from __future__ import annotations

import math

from elo.core.full import priors
from elo.core.full.compiling import compiled
from elo.core.full.hyper import (
    LAPSE_CENTRE,
    LOG_CODEC_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    LOG_TIE,
    MISS,
    SIDE,
)
from elo.core.full.rows import Rows
from elo.core.types import FloatArray


@compiled
def add_raters(
    hyper: FloatArray, z: FloatArray, g_logit: FloatArray, g_hyper: FloatArray, g_z: FloatArray
) -> float:
    """Prior of z, and the way from the logits back to z, centre and spread."""
    total = 0.0
    spread = math.exp(hyper[LOG_LAPSE_SPREAD])
    for rater in range(len(z)):
        total -= z[rater] * z[rater] / 2
        grown = math.exp(priors.LAPSE_SKEW * z[rater])
        g_z[rater] = g_logit[rater] * spread * grown - z[rater]
        g_hyper[LAPSE_CENTRE] += g_logit[rater]
        g_hyper[LOG_LAPSE_SPREAD] += g_logit[rater] * spread * (grown - 1) / priors.LAPSE_SKEW
    return total


@compiled
def add_scores(
    rows: Rows,
    hyper: FloatArray,
    skill: FloatArray,
    shared: FloatArray,
    effect: FloatArray,
    g_hyper: FloatArray,
    g_skill: FloatArray,
    g_shared: FloatArray,
    g_effect: FloatArray,
) -> float:
    """Normal priors of skills, which have one degree of freedom less, and of effects."""
    precision = math.exp(-2 * hyper[LOG_SPREAD])
    square = 0.0
    for condition in range(len(skill)):
        g_skill[condition] -= precision * skill[condition]
        square += precision * skill[condition] * skill[condition]
    freedom = len(skill) - 1
    g_hyper[LOG_SPREAD] += square - freedom
    total = -square / 2 - float(freedom * hyper[LOG_SPREAD])
    if rows.has_codecs:
        precision = math.exp(-2 * hyper[LOG_CODEC_SPREAD])
        square = 0.0
        for place in range(len(shared)):
            g_shared[place] -= precision * shared[place]
            square += precision * shared[place] * shared[place]
        g_hyper[LOG_CODEC_SPREAD] += square - len(shared)
        total -= square / 2 + len(shared) * hyper[LOG_CODEC_SPREAD]
    if rows.has_sources:
        total += add_effects(rows, hyper, shared, effect, g_hyper, g_shared, g_effect)
    return total


@compiled
def add_effects(
    rows: Rows,
    hyper: FloatArray,
    shared: FloatArray,
    effect: FloatArray,
    g_hyper: FloatArray,
    g_shared: FloatArray,
    g_effect: FloatArray,
) -> float:
    """Normal prior of source effects, about what the codec's rates share there."""
    precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
    square = 0.0
    for cell in range(len(effect)):
        own = effect[cell]
        if rows.has_codecs:
            own -= shared[rows.cell_shared[cell]]
            g_shared[rows.cell_shared[cell]] += precision * own
        g_effect[cell] -= precision * own
        square += precision * own * own
    g_hyper[LOG_SOURCE_SPREAD] += square - len(effect)
    return float(-square / 2 - len(effect) * hyper[LOG_SOURCE_SPREAD])


@compiled
def add_hyper(rows: Rows, hyper: FloatArray, g_hyper: FloatArray) -> float:
    """Priors of the eight, as densities of the logarithms and logits in ``hyper``."""
    total = add_gamma(hyper, g_hyper, LOG_SPREAD, priors.SPREAD_SHAPE, priors.SPREAD_RATE)
    total += add_gamma(hyper, g_hyper, LOG_LAPSE_SPREAD, priors.LAPSE_SHAPE, priors.LAPSE_RATE)
    total += add_normal(hyper, g_hyper, LAPSE_CENTRE, priors.CENTRE_MEAN, priors.CENTRE_SD)
    if rows.has_sources:
        total += add_gamma(
            hyper, g_hyper, LOG_SOURCE_SPREAD, priors.SOURCE_SHAPE, priors.SOURCE_RATE
        )
    if rows.has_codecs:
        total += add_gamma(hyper, g_hyper, LOG_CODEC_SPREAD, priors.CODEC_SHAPE, priors.CODEC_RATE)
    if rows.has_sides:
        total += add_normal(hyper, g_hyper, SIDE, 0.0, priors.SIDE_SD)
    if rows.has_ties:
        total += add_normal(hyper, g_hyper, LOG_TIE, priors.LOG_TIE_MEAN, priors.LOG_TIE_SD)
    if rows.has_traps:
        miss = 1 / (1 + math.exp(-hyper[MISS]))
        total += priors.MISS_A * math.log(miss) + priors.MISS_B * math.log(1 - miss)
        g_hyper[MISS] += priors.MISS_A * (1 - miss) - priors.MISS_B * miss
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
