"""What a codec's rates share on a source, from the frame's coordinates, and the way back.

On each source such effects v are seen through what is left of its information when the rest of the
effects is integrated out: M for the scores, B' M B for v, with B the codec of each cell. Along the
eigenvectors of B' M B they give way to the skills as the effects give way to skill plus v. M is
that of the source spread the frame was made for: exact all the same, as `coordinates` says.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame
from elo.core.full.frame.pulls import add_pull_slopes, move_pull
from elo.core.full.frame.stepping import pull_steps, take_steps
from elo.core.full.frame.turning import find_block, turn, turn_back
from elo.core.full.model.hyper import LOG_CODEC_SPREAD
from elo.core.full.model.parts import Along, Parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def unfold_shared(rows: Rows, frame: Frame, point: FloatArray, found: Parts, along: Along) -> float:
    """Effects of a source are its basis times steps; what lies across these is that of skills."""
    known, steps = frame.sharing, along.shared
    precision = math.exp(-2 * found.hyper[LOG_CODEC_SPREAD])
    pull = move_pull(known.pull, found.hyper, frame.hyper_centre)
    here = np.empty(len(found.skill))
    jacobian = 0.0
    for source in range(len(known.start) - 1):
        first, last, basis = find_block(known.start, known.basis_start, known.basis, source)
        start, stop, across = find_across(frame, source)
        for cell in range(start, stop):
            here[cell - start] = found.skill[rows.cell_condition[cell]]
        turn_back(across, here[: stop - start], steps[first:last])
        jacobian += take_steps(
            known.information[first:last],
            precision,
            pull[first:last],
            point[first:last],
            steps[first:last],
        )
        turn_back(basis, steps[first:last], found.shared[first:last])
    return jacobian


@compiled
def pull_shared(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    along: Along,
    slopes: Parts,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_shared`."""
    known, steps = frame.sharing, along.shared
    precision = math.exp(-2 * hyper[LOG_CODEC_SPREAD])
    g_pull, here = np.empty(len(slopes.shared)), np.empty(len(slopes.skill))
    g_precision = 0.0
    for source in range(len(known.start) - 1):
        first, last, basis = find_block(known.start, known.basis_start, known.basis, source)
        start, stop, across = find_across(frame, source)
        turn(basis, slopes.shared[first:last], g_pull[first:last])
        g_precision += pull_steps(
            known.information[first:last],
            precision,
            point[first:last],
            steps[first:last],
            g_pull[first:last],
            gradient[first:last],
        )
        turn(across, g_pull[first:last], here[: stop - start])
        for cell in range(start, stop):
            slopes.skill[rows.cell_condition[cell]] -= here[cell - start]
    slopes.hyper[LOG_CODEC_SPREAD] -= 2 * precision * g_precision
    add_pull_slopes(known.pull, g_pull, slopes.hyper)


@compiled
def find_across(frame: Frame, source: int) -> tuple[int, int, NDArray[np.float32]]:
    """First cell of a source and of the next one, and how its shared effects see them."""
    known = frame.sharing
    start, stop = frame.source_start[source], frame.source_start[source + 1]
    height = known.start[source + 1] - known.start[source]
    flat = known.across[known.across_start[source] :][: height * (stop - start)]
    return start, stop, flat.reshape(height, stop - start)
