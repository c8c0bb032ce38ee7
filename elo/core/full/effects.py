"""Source effects from the frame's coordinates, and the way back."""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame import Frame
from elo.core.full.hyper import LOG_SOURCE_SPREAD
from elo.core.full.pulls import add_pull_slopes, move_pull
from elo.core.full.rows import Rows
from elo.core.types import FloatArray


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
