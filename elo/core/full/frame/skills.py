"""Skills from the frame's coordinates, and the way back."""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame
from elo.core.full.frame.pulls import add_pull_slopes, move_pull
from elo.core.full.model.hyper import LOG_SPREAD
from elo.core.full.model.parts import Parts
from elo.core.types import FloatArray


@compiled
def unfold_skills(frame: Frame, point: FloatArray, found: Parts) -> float:
    """Skills are the basis times (h/v + point/sqrt(v)) with v = d + 1/spread**2."""
    precision = math.exp(-2 * found.hyper[LOG_SPREAD])
    pull = move_pull(frame.skill_pull, found.hyper, frame.hyper_centre)
    found.skill[:] = 0
    jacobian = 0.0
    for column in range(len(frame.skill_information)):
        v = frame.skill_information[column] + precision
        step = pull[column] / v + point[column] / math.sqrt(v)
        jacobian -= math.log(v) / 2
        for row in range(len(found.skill)):
            found.skill[row] += frame.skill_basis[row, column] * step
    return jacobian


@compiled
def pull_skills(
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    slopes: Parts,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_skills`."""
    precision = math.exp(-2 * hyper[LOG_SPREAD])
    pull = move_pull(frame.skill_pull, hyper, frame.hyper_centre)
    g_pull = np.empty(len(pull))
    for column in range(len(frame.skill_information)):
        v = frame.skill_information[column] + precision
        slope = 0.0
        for row in range(len(slopes.skill)):
            slope += frame.skill_basis[row, column] * slopes.skill[row]
        gradient[column] = slope / math.sqrt(v)
        g_pull[column] = slope / v
        g_v = -slope * (pull[column] / v + point[column] / (2 * math.sqrt(v))) / v
        slopes.hyper[LOG_SPREAD] -= 2 * precision * (g_v - 0.5 / v)
    add_pull_slopes(frame.skill_pull, g_pull, slopes.hyper)
