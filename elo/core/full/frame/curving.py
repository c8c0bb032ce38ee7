"""The curves that codecs' skills lie on, from the frame's coordinates, and the way back.

Departures from the common rise are seen through what is left of the information about skills when
source effects are integrated out, M: shapes' M shapes for them. Along its eigenvectors they give
way to levels and rise as what a codec shares on a source gives way to the skills (`sharing`).
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame
from elo.core.full.frame.pulls import add_pull_slopes, move_pull
from elo.core.full.frame.stepping import pull_steps, take_steps
from elo.core.full.frame.turning import turn, turn_back
from elo.core.full.model.hyper import LOG_CURVE_SPREAD, LOG_RISE
from elo.core.full.model.parts import Along, Parts
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray


@compiled
def unfold_curves(rows: Rows, frame: Frame, point: FloatArray, found: Parts, along: Along) -> float:
    """Add the rise to the levels in ``found.skill``, then departures, the basis times steps.

    What lies across the steps is that of levels and rise.
    """
    known, steps = frame.curving, along.curve
    precision = math.exp(-2 * found.hyper[LOG_CURVE_SPREAD])
    pull = move_pull(known.pull, found.hyper, frame.hyper_centre)
    found.skill[:] += math.exp(found.hyper[LOG_RISE]) * rows.rise
    turn_back(known.across, found.skill, steps)
    jacobian = take_steps(known.information, precision, pull, point, steps)
    turn_back(known.basis, steps, found.curve)
    departure = np.empty(len(found.skill))
    turn_back(rows.curve, found.curve, departure)
    found.skill[:] += departure
    return jacobian


@compiled
def pull_curves(
    rows: Rows,
    frame: Frame,
    point: FloatArray,
    hyper: FloatArray,
    along: Along,
    slopes: Parts,
    gradient: FloatArray,
) -> None:
    """The way back of `unfold_curves`; leaves in ``slopes.skill`` those over the levels."""
    known, steps = frame.curving, along.curve
    precision = math.exp(-2 * hyper[LOG_CURVE_SPREAD])
    g_curve, g_pull = np.empty(len(steps)), np.empty(len(steps))
    turn(rows.curve, slopes.skill, g_curve)
    turn(known.basis, g_curve + slopes.curve, g_pull)
    g_precision = pull_steps(known.information, precision, point, steps, g_pull, gradient)
    g_skill = np.empty(len(slopes.skill))
    turn(known.across, g_pull, g_skill)
    slopes.skill[:] -= g_skill
    g_rise = 0.0
    for condition in range(len(g_skill)):
        g_rise += rows.rise[condition] * slopes.skill[condition]
    slopes.hyper[LOG_RISE] += math.exp(hyper[LOG_RISE]) * g_rise
    slopes.hyper[LOG_CURVE_SPREAD] -= 2 * precision * g_precision
    add_pull_slopes(known.pull, g_pull, slopes.hyper)
