"""How the pull h of scores moves with the numbers of the study."""

from __future__ import annotations

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model.hyper import HYPER
from elo.core.types import FloatArray


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
