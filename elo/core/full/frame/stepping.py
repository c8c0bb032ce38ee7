"""Numbers that give way to what they are added to, along a basis in which they do so one by one.

Seen with information d and pull h, less what lies across, and of prior precision p, each is
(h - across)/v + point/sqrt(v) with v = d + p.
"""

from __future__ import annotations

import math

from elo.core.full.compiling import compiled
from elo.core.types import FloatArray


@compiled
def take_steps(
    information: FloatArray,
    precision: float,
    pull: FloatArray,
    point: FloatArray,
    steps: FloatArray,
) -> float:
    """Turn what lies across, in ``steps``, into the numbers; returns the log of the Jacobian."""
    jacobian = 0.0
    for place in range(len(steps)):
        v = information[place] + precision
        steps[place] = (pull[place] - steps[place]) / v + point[place] / math.sqrt(v)
        jacobian -= math.log(v) / 2
    return jacobian


@compiled
def pull_steps(
    information: FloatArray,
    precision: float,
    point: FloatArray,
    steps: FloatArray,
    slopes: FloatArray,
    gradient: FloatArray,
) -> float:
    """The way back: ``slopes`` over the numbers become those over the pull.

    Returns the slope over the precision, Jacobian included. What lies across has the slopes of the
    pull with the other sign.
    """
    g_precision = 0.0
    for place in range(len(steps)):
        v = information[place] + precision
        moved = steps[place] - point[place] / (2 * math.sqrt(v))
        g_precision -= slopes[place] * moved / v + 0.5 / v
    for place in range(len(steps)):
        v = information[place] + precision
        gradient[place] = slopes[place] / math.sqrt(v)
        slopes[place] = slopes[place] / v
    return g_precision
