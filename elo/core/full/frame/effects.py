"""Source effects from the frame's coordinates, and the way back."""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame
from elo.core.full.frame.pulls import add_pull_slopes, move_pull
from elo.core.full.frame.turning import find_block, turn, turn_back
from elo.core.full.model.hyper import LOG_SOURCE_SPREAD
from elo.core.full.model.parts import Along, Parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def unfold_effects(
    rows: Rows, frame: Frame, point: FloatArray, found: Parts, along: Along
) -> float:
    """Effects of a source are its basis times ((h - d y)/v + point/sqrt(v)), y what they add to.

    That is the skills, and what the codec's rates share there, which is part of the effects.
    """
    effect = found.effect
    precision = math.exp(-2 * found.hyper[LOG_SOURCE_SPREAD])
    pull = move_pull(frame.effect_pull, found.hyper, frame.hyper_centre)
    jacobian = 0.0
    for source in range(len(frame.source_start) - 1):
        start, stop, basis = find_block(frame.source_start, frame.basis_start, frame.basis, source)
        for cell in range(start, stop):
            effect[cell] = found.skill[rows.cell_condition[cell]]
            if rows.has_codecs:
                effect[cell] += found.shared[rows.cell_shared[cell]]
        turn(basis, effect[start:stop], along.seen[start:stop])
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            along.effect[cell] = (pull[cell] - d * along.seen[cell]) / v
            along.effect[cell] += point[cell] / math.sqrt(v)
            jacobian -= math.log(v) / 2
        turn_back(basis, along.effect[start:stop], effect[start:stop])
        if rows.has_codecs:
            for cell in range(start, stop):
                effect[cell] += found.shared[rows.cell_shared[cell]]
    return jacobian


@compiled
def pull_effects(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    along: Along,
    slopes: Parts,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_effects`; ``along`` is overwritten."""
    precision = math.exp(-2 * hyper[LOG_SOURCE_SPREAD])
    pull = move_pull(frame.effect_pull, hyper, frame.hyper_centre)
    steps, seen = along.effect, along.seen
    g_pull = np.empty(len(pull))
    g_precision = 0.0
    for source in range(len(frame.source_start) - 1):
        start, stop, basis = find_block(frame.source_start, frame.basis_start, frame.basis, source)
        turn(basis, slopes.effect[start:stop], steps[start:stop])
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v = d + precision
            moved = (pull[cell] - d * seen[cell]) / v
            g_precision -= steps[cell] * (moved + point[cell] / (2 * math.sqrt(v))) / v + 0.5 / v
        for cell in range(start, stop):
            d = frame.effect_information[cell]
            v, slope = d + precision, steps[cell]
            gradient[cell] = slope / math.sqrt(v)
            g_pull[cell] = slope / v
            steps[cell] = -slope * d / v
        turn_back(basis, steps[start:stop], seen[start:stop])
        for cell in range(start, stop):
            slopes.skill[rows.cell_condition[cell]] += seen[cell]
            if rows.has_codecs:
                slopes.shared[rows.cell_shared[cell]] += seen[cell] + slopes.effect[cell]
    slopes.hyper[LOG_SOURCE_SPREAD] -= 2 * precision * g_precision
    add_pull_slopes(frame.effect_pull, g_pull, slopes.hyper)
