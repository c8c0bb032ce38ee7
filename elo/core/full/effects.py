"""Source effects from the frame's coordinates, and the way back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

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
    for source in range(len(frame.source_start) - 1):
        start, stop, basis = find_source(frame, source)
        for cell in range(start, stop):
            effect[cell] = skill[rows.cell_condition[cell]]
        turn(basis, effect[start:stop], seen[start:stop])
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            along[cell] = (pull[cell] - d * seen[cell]) / v
            along[cell] += point[cell] / math.sqrt(v)
            jacobian -= math.log(v) / 2
        turn_back(basis, along[start:stop], effect[start:stop])
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
    """The way back of `unfold_effects`; ``along`` and ``g_effect`` are overwritten."""
    precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
    pull = move_pull(frame.effect_pull, hyper, frame.hyper_centre)
    g_pull = np.empty(len(pull))
    g_precision = 0.0
    for source in range(len(frame.source_start) - 1):
        start, stop, basis = find_source(frame, source)
        turn(basis, g_effect[start:stop], along[start:stop])
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            slope = along[cell]
            gradient[cell] = slope / math.sqrt(v)
            moved = (pull[cell] - d * seen[cell]) / v
            g_precision -= slope * (moved + point[cell] / (2 * math.sqrt(v))) / v + 0.5 / v
            g_pull[cell] = slope / v
            along[cell] = -slope * d / v
        turn_back(basis, along[start:stop], g_effect[start:stop])
        for cell in range(start, stop):
            g_skill[rows.cell_condition[cell]] += g_effect[cell]
    g_hyper[LOG_SOURCE_SPREAD] -= 2 * precision * g_precision
    add_pull_slopes(frame.effect_pull, g_pull, g_hyper)


@compiled
def find_source(frame: Frame, source: int) -> tuple[int, int, NDArray[np.float32]]:
    """First cell of a source and of the next one, and its eigenvectors in columns."""
    start, stop = frame.source_start[source], frame.source_start[source + 1]
    size = stop - start
    flat = frame.basis[frame.basis_start[source] :][: size * size]
    return start, stop, flat.reshape(size, size)


@compiled
def turn(basis: NDArray[np.float32], by_cell: FloatArray, along: FloatArray) -> None:
    """Write numbers of one source's cells along its basis into ``along``."""
    along[:] = 0
    for row in range(len(by_cell)):
        for column in range(len(along)):
            along[column] += basis[row, column] * by_cell[row]


@compiled
def turn_back(basis: NDArray[np.float32], along: FloatArray, by_cell: FloatArray) -> None:
    """The way back of `turn`, into ``by_cell``."""
    for row in range(len(by_cell)):
        total = 0.0
        for column in range(len(along)):
            total += basis[row, column] * along[column]
        by_cell[row] = total
