"""Coordinates in which the posterior of `full` is nearly a standard normal.

Seen from a Gaussian likelihood of information d about a number of prior precision p, the
posterior is Normal(h/(d + p), 1/(d + p)). `Frame` holds d and h of skills and source effects in
the eigenbases of their information, as found near the mode by `elo.core.full.laplace`; p follows
the spread being sampled. So there is no funnel: where data are plenty the effects stand still
while their spread moves, where there are none they move with it, and everything in between.
(O. Papaspiliopoulos, G. O. Roberts, M. Skold, A general framework for the parametrization of
hierarchical models, Statistical Science 22 (2007).) Source effects also give way to the skills they
are added to, and raters' z to their common centre and spread
(`elo.core.full.reliability`).

It is a change of variables with its Jacobian, hence exact whatever the numbers in the frame are;
poor numbers cost time alone. How h moves with the other numbers of the study is also there: when
more answers are random, all scores must lie further apart.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from elo.core.full.compiling import compiled
from elo.core.full.density import (
    HYPER,
    LAPSE_CENTRE,
    LOG_LAPSE_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
    log_density,
)
from elo.core.full.priors import LAPSE_SKEW
from elo.core.full.reliability import Reliability, pull_raters, unfold_raters
from elo.core.full.rows import Rows
from elo.core.types import FloatArray, IntArray

# Mean and variance of (exp(skew z) - 1)/skew.
SKEW_MEAN = math.expm1(LAPSE_SKEW**2 / 2) / LAPSE_SKEW
SKEW_VARIANCE = math.exp(LAPSE_SKEW**2) * math.expm1(LAPSE_SKEW**2) / LAPSE_SKEW**2


SPREADS = (LOG_SPREAD, LOG_SOURCE_SPREAD, LOG_LAPSE_SPREAD)
SHARPNESS = 4.0  # a cube root for spreads over 0.1 logits, a logarithm below 0.001


class Frame(NamedTuple):
    """Where the standard normal lies.

    Parameters
    ----------
    hyper_start : ndarray, shape (7,)
        What a point of zeros stands for, before `bend` and `lower_centre`.
    hyper_centre : ndarray, shape (7,)
        Middle of each; its fixed value if it is not in the model.
    hyper_map : ndarray, shape (7, n_active)
        From standard normals to `HYPER`.
    skill_basis : ndarray, shape (n_conditions, n_conditions - 1)
        Orthonormal, every column sums to 0.
    skill_information, skill_pull : ndarray, shapes (n_conditions - 1,) and (8, n_conditions - 1)
        d and h along that basis: h at ``hyper_centre``, then its slopes over `HYPER`.
    source_start : ndarray of int, shape (n_sources + 1,)
        First cell of each source.
    basis_start : ndarray of int, shape (n_sources + 1,)
        First entry of each source's square basis in ``basis``.
    basis : ndarray of float32
        Eigenvectors in columns, row after row, source after source; single precision halves the
        memory to be read for each gradient.
    effect_information, effect_pull : ndarray, shapes (n_cells,) and (8, n_cells)
        d and h of skill plus effect along the bases, likewise.
    reliability : Reliability
        Middle and width of each z, and how they move with lapse centre and log spread.
    """

    hyper_start: FloatArray
    hyper_centre: FloatArray
    hyper_map: FloatArray
    skill_basis: FloatArray
    skill_information: FloatArray
    skill_pull: FloatArray
    source_start: IntArray
    basis_start: IntArray
    basis: NDArray[np.float32]
    effect_information: FloatArray
    effect_pull: FloatArray
    reliability: Reliability


def count_coordinates(rows: Rows, frame: Frame) -> int:
    """Length of a point in the frame."""
    n_hyper, n_skills = frame.hyper_map.shape[1], len(frame.skill_information)
    effects = len(frame.effect_information) if rows.has_sources else 0
    return int(n_hyper) + n_skills + effects + len(frame.reliability.middle)


@compiled
def whitened_density(rows: Rows, frame: Frame, point: FloatArray, gradient: FloatArray) -> float:
    """Log density in the frame, up to a constant; its gradient is written into ``gradient``."""
    n_conditions, n_skills = frame.skill_basis.shape
    n_cells, n_raters = len(frame.effect_information), len(frame.reliability.middle)
    hyper, g_hyper = np.empty(len(HYPER)), np.empty(len(HYPER))
    skill, g_skill = np.empty(n_conditions), np.empty(n_conditions)
    effect, g_effect = np.zeros(n_cells), np.empty(n_cells)
    z, g_z = np.empty(n_raters), np.empty(n_raters)
    along, seen = np.empty(n_cells), np.empty(n_cells)
    jacobian = unfold(rows, frame, point, hyper, skill, effect, z, along, seen)
    density = log_density(rows, hyper, skill, effect, z, g_hyper, g_skill, g_effect, g_z)
    n_hyper = frame.hyper_map.shape[1]
    at = n_hyper + n_skills
    if rows.has_sources:
        pull_effects(
            rows, frame, point[at:], hyper, along, seen, g_effect, g_skill, g_hyper, gradient[at:]
        )
        at += n_cells
    pull_skills(frame, point[n_hyper:], hyper, g_skill, g_hyper, gradient[n_hyper:])
    pull_raters(frame.reliability, point[at:], hyper, g_z, g_hyper, gradient[at:])
    g_hyper[LOG_LAPSE_SPREAD] -= g_hyper[LAPSE_CENTRE] * lower_centre_slope(hyper[LOG_LAPSE_SPREAD])
    for which in SPREADS:
        g_hyper[which] = bend_slope(hyper[which], g_hyper[which])
    for column in range(n_hyper):
        gradient[column] = 0
        for which in range(len(HYPER)):
            gradient[column] += frame.hyper_map[which, column] * g_hyper[which]
    return density + jacobian


@compiled
def unfold(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    skill: FloatArray,
    effect: FloatArray,
    z: FloatArray,
    along: FloatArray,
    seen: FloatArray,
) -> float:
    """From a point to the natural parameters; returns the log of the Jacobian, up to a constant.

    ``along`` and ``seen`` receive effects and skills along the sources' bases.
    """
    n_hyper, n_skills = frame.hyper_map.shape[1], len(frame.skill_information)
    for which in range(len(HYPER)):
        hyper[which] = frame.hyper_start[which]
        for column in range(n_hyper):
            hyper[which] += frame.hyper_map[which, column] * point[column]
    jacobian = 0.0
    for which in SPREADS:
        jacobian += bend_jacobian(hyper[which])
        hyper[which] = bend(hyper[which])
    hyper[LAPSE_CENTRE] -= lower_centre(hyper[LOG_LAPSE_SPREAD])
    jacobian += unfold_skills(frame, point[n_hyper:], hyper, skill)
    at = n_hyper + n_skills
    if rows.has_sources:
        jacobian += unfold_effects(rows, frame, point[at:], hyper, skill, effect, along, seen)
        at += len(effect)
    return jacobian + unfold_raters(frame.reliability, point[at:], hyper, z)


@compiled
def bend(straight: float) -> float:
    """Log of a spread: three times that of a softplus, so that nearly its cube root is sampled.

    A spread that the data only bound from above has a long tail in its logarithm, none in its
    cube root (E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931)).
    """
    inner = SHARPNESS * straight
    soft = math.log1p(math.exp(inner)) if inner < 30 else inner
    return 3 * (math.log(soft) - math.log(SHARPNESS))


@compiled
def bend_jacobian(straight: float) -> float:
    """Log of the slope of `bend`, up to a constant."""
    inner = SHARPNESS * straight
    soft = math.log1p(math.exp(inner)) if inner < 30 else inner
    return -math.log1p(math.exp(-inner)) - math.log(soft)


@compiled
def bend_slope(bent: float, slope: float) -> float:
    """Slope over the straight number, Jacobian included, from that over the bent one."""
    soft = SHARPNESS * math.exp(bent / 3)
    rising = -math.expm1(-soft)  # slope of the softplus
    return SHARPNESS * (3 * rising / soft * slope + (1 - rising) - rising / soft)


def straighten(bent: FloatArray) -> FloatArray:
    """Turn `bend` round."""
    soft = SHARPNESS * np.exp(np.asarray(bent) / 3)
    return np.asarray((soft + np.log(-np.expm1(-soft))) / SHARPNESS)


@compiled
def lower_centre(log_spread: float) -> float:
    """How much lower the centre must be for the same mean share, as logits spread and skew.

    The first two cumulants of the skewed logit, the second damped where shares are no longer
    small. Without it the centre would bend with the spread like a banana.
    """
    spread = math.exp(log_spread)
    return SKEW_MEAN * spread + SKEW_VARIANCE / 2 * spread * spread / (1 + spread)


@compiled
def lower_centre_slope(log_spread: float) -> float:
    """Slope of `lower_centre`."""
    spread = math.exp(log_spread)
    damped = spread * spread * (2 + spread) / (1 + spread) ** 2
    return SKEW_MEAN * spread + SKEW_VARIANCE / 2 * damped


@compiled
def unfold_skills(frame: Frame, point: FloatArray, hyper: FloatArray, skill: FloatArray) -> float:
    """Skills are the basis times (h/v + point/sqrt(v)) with v = d + 1/spread**2."""
    precision = math.exp(-2 * hyper[LOG_SPREAD])
    pull = move_pull(frame.skill_pull, hyper, frame.hyper_centre)
    skill[:] = 0
    jacobian = 0.0
    for column in range(len(frame.skill_information)):
        v = frame.skill_information[column] + precision
        step = pull[column] / v + point[column] / math.sqrt(v)
        jacobian -= math.log(v) / 2
        for row in range(len(skill)):
            skill[row] += frame.skill_basis[row, column] * step
    return jacobian


@compiled
def pull_skills(
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    g_skill: FloatArray,
    g_hyper: FloatArray,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_skills`."""
    precision = math.exp(-2 * hyper[LOG_SPREAD])
    pull = move_pull(frame.skill_pull, hyper, frame.hyper_centre)
    g_pull = np.empty(len(pull))
    for column in range(len(frame.skill_information)):
        v = frame.skill_information[column] + precision
        slope = 0.0
        for row in range(len(g_skill)):
            slope += frame.skill_basis[row, column] * g_skill[row]
        gradient[column] = slope / math.sqrt(v)
        g_pull[column] = slope / v
        g_v = -slope * (pull[column] / v + point[column] / (2 * math.sqrt(v))) / v
        g_hyper[LOG_SPREAD] -= 2 * precision * (g_v - 0.5 / v)
    add_pull_slopes(frame.skill_pull, g_pull, g_hyper)


@compiled
def move_pull(pull: FloatArray, hyper: FloatArray, centre: FloatArray) -> FloatArray:
    """Find h at these numbers, from h at the centre and its slopes."""
    found = np.empty(pull.shape[1])
    found[:] = pull[0]
    for which in range(len(HYPER)):
        off = hyper[which] - centre[which]
        if off != 0:
            for place in range(len(found)):
                found[place] += pull[1 + which, place] * off
    return found


@compiled
def add_pull_slopes(pull: FloatArray, g_pull: FloatArray, g_hyper: FloatArray) -> None:
    """The way back of `move_pull`."""
    for which in range(len(HYPER)):
        total = 0.0
        for place in range(len(g_pull)):
            total += pull[1 + which, place] * g_pull[place]
        g_hyper[which] += total


@compiled
def unfold_effects(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    skill: FloatArray,
    effect: FloatArray,
    along: FloatArray,
    seen: FloatArray,
) -> float:
    """Effects of a source are its basis times ((h - d y)/v + point/sqrt(v)), y the skills in it."""
    precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
    pull = move_pull(frame.effect_pull, hyper, frame.hyper_centre)
    jacobian = 0.0
    seen[:] = 0
    for source in range(len(frame.source_start) - 1):
        start, stop = frame.source_start[source], frame.source_start[source + 1]
        size = stop - start
        basis = frame.basis[frame.basis_start[source] :][: size * size].reshape(size, size)
        for row in range(size):
            score = skill[rows.cell_condition[start + row]]
            for column in range(size):
                seen[start + column] += basis[row, column] * score
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            along[cell] = (pull[cell] - d * seen[cell]) / v
            along[cell] += point[cell] / math.sqrt(v)
            jacobian -= math.log(v) / 2
        for row in range(size):
            total = 0.0
            for column in range(size):
                total += basis[row, column] * along[start + column]
            effect[start + row] = total
    return jacobian


@compiled
def pull_effects(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    along: FloatArray,
    seen: FloatArray,
    g_effect: FloatArray,
    g_skill: FloatArray,
    g_hyper: FloatArray,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_effects`; ``along`` is overwritten."""
    precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
    pull = move_pull(frame.effect_pull, hyper, frame.hyper_centre)
    g_pull = np.empty(len(pull))
    g_precision = 0.0
    for source in range(len(frame.source_start) - 1):
        start, stop = frame.source_start[source], frame.source_start[source + 1]
        size = stop - start
        basis = frame.basis[frame.basis_start[source] :][: size * size].reshape(size, size)
        along[start:stop] = 0
        for row in range(size):
            for column in range(size):
                along[start + column] += basis[row, column] * g_effect[start + row]
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            slope = along[cell]
            gradient[cell] = slope / math.sqrt(v)
            moved = (pull[cell] - d * seen[cell]) / v
            g_precision -= slope * (moved + point[cell] / (2 * math.sqrt(v))) / v + 0.5 / v
            g_pull[cell] = slope / v
            along[cell] = -slope * d / v
        for row in range(size):
            total = 0.0
            for column in range(size):
                total += basis[row, column] * along[start + column]
            g_skill[rows.cell_condition[start + row]] += total
    g_hyper[LOG_SOURCE_SPREAD] -= 2 * precision * g_precision
    add_pull_slopes(frame.effect_pull, g_pull, g_hyper)
