"""Log of the priors of `full`, and its gradient, compiled."""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model import priors
from elo.core.full.model.hyper import (
    LAPSE_CENTRE,
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_LAPSE_SPREAD,
    LOG_RISE,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    LOG_TIE,
    MISS,
    SIDE,
)
from elo.core.full.model.parts import Parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def add_raters(at: Parts, g_logit: FloatArray, slopes: Parts) -> float:
    """Prior of z, and the way from the logits back to z, centre and spread."""
    total = 0.0
    spread = math.exp(at.hyper[LOG_LAPSE_SPREAD])
    for rater in range(len(at.z)):
        total -= at.z[rater] * at.z[rater] / 2
        grown = math.exp(priors.LAPSE_SKEW * at.z[rater])
        slopes.z[rater] = g_logit[rater] * spread * grown - at.z[rater]
        slopes.hyper[LAPSE_CENTRE] += g_logit[rater]
        slopes.hyper[LOG_LAPSE_SPREAD] += g_logit[rater] * spread * (grown - 1) / priors.LAPSE_SKEW
    return total


@compiled
def add_scores(rows: Rows, at: Parts, slopes: Parts) -> float:
    """Normal priors of levels, which have one degree of freedom less, of curves and effects."""
    total = add_levels(rows, at, slopes)
    if rows.has_curves:
        total += add_normals(at.curve, slopes.curve, len(at.curve), LOG_CURVE_SPREAD, at, slopes)
    if rows.has_codecs:
        total += add_normals(at.shared, slopes.shared, len(at.shared), LOG_CODEC_SPREAD, at, slopes)
    if rows.has_sources:
        total += add_effects(rows, at, slopes)
    return total


@compiled
def add_levels(rows: Rows, at: Parts, slopes: Parts) -> float:
    """Normal prior of the mean skill of each curve, or of a condition on none."""
    level, g_level = np.zeros(len(rows.level_size)), np.zeros(len(rows.level_size))
    for place in range(len(at.skill)):
        level[rows.level[place]] += at.skill[place] / rows.level_size[rows.level[place]]
    total = add_normals(level, g_level, len(level) - 1, LOG_SPREAD, at, slopes)
    for place in range(len(at.skill)):
        slopes.skill[place] += g_level[rows.level[place]] / rows.level_size[rows.level[place]]
    return total


@compiled
def add_normals(
    values: FloatArray,
    g_values: FloatArray,
    freedom: int,
    which: int,
    at: Parts,
    slopes: Parts,
) -> float:
    """Normal prior of values about 0, whose log spread is ``hyper[which]``."""
    precision = math.exp(-2 * at.hyper[which])
    square = 0.0
    for place in range(len(values)):
        square += precision * values[place] * values[place]
    for place in range(len(values)):
        g_values[place] -= precision * values[place]
    slopes.hyper[which] += square - freedom
    return -square / 2 - float(freedom * at.hyper[which])


@compiled
def add_effects(rows: Rows, at: Parts, slopes: Parts) -> float:
    """Normal prior of source effects, about what the codec's rates share there."""
    own, g_own = at.effect.copy(), np.zeros(len(at.effect))
    if rows.has_codecs:
        for cell in range(len(own)):
            own[cell] -= at.shared[rows.cell_shared[cell]]
    total = add_normals(own, g_own, len(own), LOG_SOURCE_SPREAD, at, slopes)
    for cell in range(len(own)):
        slopes.effect[cell] += g_own[cell]
        if rows.has_codecs:
            slopes.shared[rows.cell_shared[cell]] -= g_own[cell]
    return total


@compiled
def add_hyper(rows: Rows, hyper: FloatArray, g_hyper: FloatArray) -> float:
    """Priors of the ten, as densities of the logarithms and logits in ``hyper``."""
    total = add_gamma(hyper, g_hyper, LOG_SPREAD, priors.SPREAD_SHAPE, priors.SPREAD_RATE)
    total += add_normal(hyper, g_hyper, LAPSE_CENTRE, priors.CENTRE_MEAN, priors.CENTRE_SD)
    if rows.has_lapse_spread:
        total += add_gamma(hyper, g_hyper, LOG_LAPSE_SPREAD, priors.LAPSE_SHAPE, priors.LAPSE_RATE)
    if rows.has_sources:
        total += add_gamma(
            hyper, g_hyper, LOG_SOURCE_SPREAD, priors.SOURCE_SHAPE, priors.SOURCE_RATE
        )
    if rows.has_codecs:
        total += add_gamma(hyper, g_hyper, LOG_CODEC_SPREAD, priors.CODEC_SHAPE, priors.CODEC_RATE)
    if rows.has_curves:
        total += add_gamma(hyper, g_hyper, LOG_RISE, priors.RISE_SHAPE, priors.RISE_RATE)
        total += add_gamma(hyper, g_hyper, LOG_CURVE_SPREAD, priors.CURVE_SHAPE, priors.CURVE_RATE)
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
