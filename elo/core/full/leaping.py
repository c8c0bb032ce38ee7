"""From one story of a study with a single rater to the other, in one step.

Of one rater two stories may leave the same answers: he sees no difference, or he answers at random
and the scores lie anywhere. Trajectories seldom find the way: where scores are free they lie many
widths of the frame apart. So each is followed by a Metropolis step to a point of either kind,
drawn without regard to the present one but for the numbers of the whole study. (L. Tierney, Markov
chains for exploring posterior distributions, Annals of Statistics 22 (1994): an independence
chain, mixed with another.)
"""

from __future__ import annotations

import math

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.frame.coordinates import Frame, split_point
from elo.core.full.frame.whitening import unfold_hyper, whitened_density
from elo.core.full.model.hyper import (
    HYPER,
    LOG_CODEC_SPREAD,
    LOG_CURVE_SPREAD,
    LOG_SOURCE_SPREAD,
    LOG_SPREAD,
)
from elo.core.full.model.rows import Rows
from elo.core.types import FloatArray

RATER_WIDTH = 2.0  # of the proposals for his z


@compiled
def leap(
    rows: Rows,
    frame: Frame,
    rng: np.random.Generator,
    density: float,
    here: FloatArray,
    slope: FloatArray,
    there: FloatArray,
    there_slope: FloatArray,
) -> float:
    """Move ``here`` or leave it; returns the log density there. Both others are overwritten."""
    width = find_widths(rows, frame, here)
    first = len(here) - len(width)
    free = rng.random() < 0.5
    there[:] = here
    for place in range(len(width) - 1):
        there[first + place] = rng.standard_normal() * (width[place] if free else 1.0)
    there[-1] = RATER_WIDTH * rng.standard_normal()
    new = whitened_density(rows, frame, there, there_slope)
    gain = new - density + propose_log(here[first:], width) - propose_log(there[first:], width)
    if math.log(rng.random()) >= gain:
        return density
    here[:] = there
    slope[:] = there_slope
    return float(new)


@compiled
def find_widths(rows: Rows, frame: Frame, point: FloatArray) -> FloatArray:
    """How far scores and rater lie from their middles in the frame, where no answer tells of them.

    A score that is seen with information d and has a spread s by its prior: sqrt(d s^2 + 1).
    """
    hyper, parts = np.empty(len(HYPER)), split_point(rows, frame, point)
    unfold_hyper(frame, parts.hyper, hyper)
    width = np.ones(len(point) - len(parts.hyper))
    at = widen(width, 0, frame.skill_information, hyper[LOG_SPREAD])
    at = widen(width, at, frame.curving.information, hyper[LOG_CURVE_SPREAD])
    if rows.has_codecs:
        at = widen(width, at, frame.sharing.information, hyper[LOG_CODEC_SPREAD])
    if rows.has_sources:
        widen(width, at, frame.effect_information, hyper[LOG_SOURCE_SPREAD])
    return width


@compiled
def widen(width: FloatArray, at: int, information: FloatArray, log_spread: float) -> int:
    square = math.exp(2 * log_spread)
    for place in range(len(information)):
        width[at + place] = math.sqrt(information[place] * square + 1)
    return at + len(information)


@compiled
def propose_log(point: FloatArray, width: FloatArray) -> float:
    """Log density of the proposals: one half of each kind, up to a constant."""
    near, free = 0.0, 0.0
    for place in range(len(point) - 1):
        near -= point[place] ** 2 / 2
        free -= (point[place] / width[place]) ** 2 / 2 + math.log(width[place])
    most = max(near, free)
    rater = -((point[-1] / RATER_WIDTH) ** 2) / 2
    return float(most + math.log(math.exp(near - most) + math.exp(free - most)) + rater)
