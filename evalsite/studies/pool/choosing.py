"""Which pairs of conditions to ask next, by the study's sampler. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np

from elo.core.information import choose_pairs
from elo.core.types import BoolArray, FloatArray, IntArray
from evalsite.studies.models import Study, Trial
from evalsite.studies.pool.beliefs import Belief, guess
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.tally import Tally

Sampler, Chosen = Study.Sampler, Trial.Chosen
MOST_ACTIVE = 400  # pairs chosen one by one; a larger batch asks each of them several times
Choice = tuple[IntArray, list[Trial.Chosen]]  # (how_many, 2) conditions, and how each was picked


def choose_batch(
    *,
    sampler: str,
    grid: Grid,
    tally: Tally,
    how_many: int,
    rng: np.random.Generator,
) -> Choice:
    """Pairs of indices into the grid's conditions, first below second."""
    if sampler == Sampler.RANDOM:
        return draw_uniform(grid.allowed, how_many, rng), [Chosen.UNIFORM] * how_many
    belief = guess(grid, tally, seed=draw_seed(rng)) if sampler == Sampler.ACTIVE else None
    if belief is not None:
        return choose_active(grid, belief, tally.reserved, how_many, rng)
    return draw_least_asked(grid.allowed, tally, how_many, rng), [Chosen.BALANCED] * how_many


def draw_seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def choose_active(
    grid: Grid, belief: Belief, reserved: FloatArray, how_many: int, rng: np.random.Generator
) -> Choice:
    pairs, uniform = choose_pairs(
        laplace=belief.laplace,
        how_many=min(how_many, MOST_ACTIVE),
        seed=draw_seed(rng),
        allowed=grid.allowed,
        wanted=belief.wanted,
        lapse=belief.lapse,
        pending=reserved,
    )
    again = np.arange(how_many) % len(pairs)
    chosen = [Chosen.UNIFORM if each else Chosen.ACTIVE for each in uniform[again].tolist()]
    return pairs[again], chosen


def list_pairs(allowed: BoolArray) -> IntArray:
    """Every pair that can be shown, shape (n_pairs, 2)."""
    return np.argwhere(np.triu(allowed, 1))


def draw_uniform(allowed: BoolArray, how_many: int, rng: np.random.Generator) -> IntArray:
    pairs = list_pairs(allowed)
    return np.asarray(pairs[rng.integers(len(pairs), size=how_many)])


def draw_least_asked(
    allowed: BoolArray, tally: Tally, how_many: int, rng: np.random.Generator
) -> IntArray:
    """The pairs asked least, among them those of conditions asked least, among them by lot."""
    pairs = list_pairs(allowed)
    first, second = pairs.T
    of_pair = tally.asked.sum(axis=0)
    of_condition = of_pair.sum(axis=0) + of_pair.sum(axis=1)
    times = of_pair[first, second]
    picks = np.empty(how_many, dtype=np.int64)
    for place in range(how_many):
        rare = np.flatnonzero(times == times.min())
        load = of_condition[first[rare]] + of_condition[second[rare]]
        rare = rare[load == load.min()]
        pick = picks[place] = rare[rng.integers(len(rare))]
        times[pick] += 1
        of_condition[pairs[pick]] += 1
    return np.asarray(pairs[picks])
