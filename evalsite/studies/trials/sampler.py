"""What a rater has been asked, and spare pairs drawn alike likely where the pool is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Protocol

import numpy as np

from evalsite.studies.trials.stock import Shown
from evalsite.studies.trials.windows import Window

TRIES = 20  # at drawing a pair that is new to the rater
Cell = tuple[int, int, int]  # a crop and two of its stimuli, smaller id first


class AskedPair(Protocol):
    """A trial, or a pair that waits in the pool."""

    @property
    def crop_id(self) -> int: ...
    @property
    def stimulus_a_id(self) -> int: ...
    @property
    def stimulus_b_id(self) -> int: ...


def cell_of(pair: AskedPair) -> Cell:
    return make_cell(pair.crop_id, pair.stimulus_a_id, pair.stimulus_b_id)


def make_cell(crop: int, a: int, b: int) -> Cell:
    return (crop, a, b) if a < b else (crop, b, a)


@dataclass(slots=True)
class Past:
    """The pairs that one rater has been asked about, over all of the sessions."""

    windows: Mapping[int, Window]
    cells: Counter[Cell] = field(default_factory=Counter)
    of_source: Counter[int] = field(default_factory=Counter)

    def add(self, cell: Cell) -> None:
        self.cells[cell] += 1
        self.of_source[self.source_of(cell[0])] += 1

    def source_of(self, crop: int) -> int:
        return self.windows[crop].source

    def count_left(self) -> dict[int, int]:
        """Pairs of each crop that are new to the rater."""
        had = Counter(crop for crop, _, _ in self.cells)
        return {pk: window.pairs - had[pk] for pk, window in self.windows.items()}


def draw_crops(past: Past, how_many: int, rng: np.random.Generator) -> list[int]:
    """Crops for spare pairs: sources that the rater saw least, by lot among equals."""
    of_source, left = past.of_source.copy(), past.count_left()
    crops = []
    for _ in range(how_many):
        # Where every pair of every crop was asked the study is small: it begins anew.
        able = [pk for pk in left if left[pk] > 0] or [
            pk for pk, window in past.windows.items() if window.pairs
        ]
        luck = dict(zip(able, rng.random(len(able)).tolist(), strict=True))
        crop = min(able, key=lambda pk: (of_source[past.source_of(pk)], luck[pk]))
        crops.append(crop)
        left[crop] -= 1
        of_source[past.source_of(crop)] += 1
    return crops


def draw_pair(
    past: Past, crop: int, rated: Sequence[Shown], rng: np.random.Generator
) -> tuple[Shown, Shown]:
    """Two pictures of the crop, sides by lot; not a pair the rater had, while there is another."""
    for _ in range(TRIES):
        i, j = rng.choice(len(rated), 2, replace=False).tolist()
        a, b = rated[i], rated[j]
        if make_cell(crop, a.stimulus, b.stimulus) not in past.cells:
            return a, b
    return draw_rarest(past, crop, rated, rng)


def draw_rarest(
    past: Past, crop: int, rated: Sequence[Shown], rng: np.random.Generator
) -> tuple[Shown, Shown]:
    """As `draw_pair`, going through all: few pairs of the crop are new, or none."""
    pairs = list(permutations(rated, 2))
    times = [past.cells[make_cell(crop, a.stimulus, b.stimulus)] for a, b in pairs]
    least = min(times)
    rarest = [pair for pair, count in zip(pairs, times, strict=True) if count == least]
    return rarest[int(rng.integers(len(rarest)))]
