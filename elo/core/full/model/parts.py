"""Points and slopes of `full` as compiled code hands them on, part by part."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from elo.core.full.compiling import compiled
from elo.core.full.model.hyper import HYPER
from elo.core.types import FloatArray


class Parts(NamedTuple):
    """One point, or the slopes of a density over it.

    In the frame the parts are standard normals, one for each direction that moves. In their natural
    form they are logits:

    Parameters
    ----------
    hyper : ndarray, shape (10,)
        In the order of `HYPER`; entries that are not in the model are ignored.
    skill : ndarray, shape (n_conditions,)
        Sum to 0. Slopes over them are the free ones, not yet projected onto those that do.
    curve : ndarray, shape (n_shapes,)
        How far each codec's curve departs from the common rise, as `curves` has its shapes. Skills
        are given whole: these departures are part of them.
    shared : ndarray, shape (n_shared,)
        The part of the effects of a codec's rates that they share on a source.
    effect : ndarray, shape (n_cells,)
        Ignored without sources.
    z : ndarray, shape (n_raters,)
        Standard normal of each rater.
    """

    hyper: FloatArray
    skill: FloatArray
    curve: FloatArray
    shared: FloatArray
    effect: FloatArray
    z: FloatArray


@compiled
def make_parts(conditions: int, shapes: int, shared: int, cells: int, raters: int) -> Parts:
    """Zeros."""
    return Parts(
        np.zeros(len(HYPER)),
        np.zeros(conditions),
        np.zeros(shapes),
        np.zeros(shared),
        np.zeros(cells),
        np.zeros(raters),
    )


class Along(NamedTuple):
    """Room for what the way there leaves for the way back, along the frame's bases.

    Parameters
    ----------
    effect, seen : ndarray, shape (n_cells,)
        Source effects, and what they are added to.
    curve, shared : ndarray, shapes (n_shapes,) and (n_shared,)
        As in `Parts`.
    """

    effect: FloatArray
    seen: FloatArray
    curve: FloatArray
    shared: FloatArray


@compiled
def make_along(shapes: int, shared: int, cells: int) -> Along:
    """Not filled."""
    return Along(np.empty(cells), np.empty(cells), np.empty(shapes), np.empty(shared))
