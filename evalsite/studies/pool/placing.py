"""Gives every chosen pair a picture, sides and a place in the queue. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np

from elo.core.types import BoolArray, IntArray
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.tally import Tally


def place_on_crops(pairs: IntArray, grid: Grid, tally: Tally, rng: np.random.Generator) -> IntArray:
    """A crop for each pair, shape (how_many,): sources take turns, then the cells asked least."""
    asked = tally.asked.copy()
    of_source = np.bincount(grid.source, asked.sum(axis=(1, 2)))
    shows = grid.shows
    crops = np.empty(len(pairs), dtype=np.int64)
    for place, (first, second) in enumerate(pairs.tolist()):
        able = np.flatnonzero(shows[:, first] & shows[:, second])
        load, cell = of_source[grid.source[able]], asked[able, first, second]
        # A source one ahead of the others is still in turn: with none to spare, the last one
        # left would decide, and its cells would be asked unevenly.
        late = load > load.min() + 1
        best = np.lexsort((rng.random(len(able)), load, cell, late))[0]
        crops[place] = crop = able[best]
        asked[crop, first, second] += 1
        of_source[grid.source[crop]] += 1
    return crops


def draw_sides(how_many: int, rng: np.random.Generator) -> BoolArray:
    """Whether each pair is turned round: every second one, which ones by lot."""
    return np.asarray(rng.permutation(how_many) % 2 == 1)


def spread_pairs(pairs: IntArray, rng: np.random.Generator) -> IntArray:
    """An order in which one pair's askings stand as far apart as they can, shape (how_many,).

    Whoever takes the next few gets different pairs, and any beginning of the queue holds about
    as much of each pair as the whole does.
    """
    _, kind, times = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    kind = kind.reshape(-1)
    turn = np.empty(len(pairs))
    for each in range(len(times)):
        mine = np.flatnonzero(kind == each)
        turn[mine] = (rng.permutation(len(mine)) + rng.random()) / len(mine)
    return np.argsort(turn)
