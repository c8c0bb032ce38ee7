"""Which pair next: `balanced` asks what has been asked least, over pairs, sources and sides.

Pure arrays in, picks out; planning.py reads the counts and writes the trials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

Pair = tuple[int, int]  # condition ids, smaller first


@dataclass(frozen=True, slots=True)
class Pick:
    """A pair to ask about, in one crop; `a` is what the page will call A."""

    crop: int
    a: int
    b: int


@dataclass(slots=True)
class Counts:
    """How often each pair has been asked: over the study, and in each crop."""

    pairs: Counter[Pair] = field(default_factory=Counter)
    cells: Counter[tuple[int, Pair]] = field(default_factory=Counter)
    sources: Counter[int] = field(default_factory=Counter)

    def add(self, *, source: int, crop: int, pair: Pair, times: int = 1) -> None:
        self.pairs[pair] += times
        self.cells[crop, pair] += times
        self.sources[source] += times


def sorted_pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def draw_balanced(
    *,
    conditions_of: Mapping[int, Sequence[int]],
    source_of: Mapping[int, int],
    counts: Counts,
    asked: Iterable[tuple[int, Pair]],
    how_many: int,
    rng: np.random.Generator,
) -> list[Pick]:
    """Draw pairs that were asked least, never one this rater has had, sources taking turns.

    `conditions_of` gives the rated conditions of each crop, `source_of` its source; `counts` is
    brought up to date as pairs are drawn, and `asked` holds the (crop, pair) of this session.
    """
    had = set(asked)
    picks: list[Pick] = []
    for _ in range(how_many):
        crop, pair = draw_one(conditions_of, source_of, counts, had, rng)
        had.add((crop, pair))
        counts.add(source=source_of[crop], crop=crop, pair=pair)
        a, b = pair if rng.random() < 0.5 else pair[::-1]
        picks.append(Pick(crop, a, b))
    return picks


def draw_one(
    conditions_of: Mapping[int, Sequence[int]],
    source_of: Mapping[int, int],
    counts: Counts,
    had: set[tuple[int, Pair]],
    rng: np.random.Generator,
) -> tuple[int, Pair]:
    # Sources first, or those with more conditions would be seen more often than the others.
    own = Counter(source_of[crop] for crop, _ in had)
    crops = [crop for crop, conditions in conditions_of.items() if len(conditions) > 1]
    luck = rng.random(len(crops))
    order = sorted(
        range(len(crops)),
        key=lambda i: (own[source_of[crops[i]]], counts.sources[source_of[crops[i]]], luck[i]),
    )
    for i in order:
        fresh = [
            pair
            for pair in combinations(sorted(conditions_of[crops[i]]), 2)
            if (crops[i], pair) not in had
        ]
        if fresh:
            return crops[i], least_asked(crops[i], fresh, counts, rng)
    # Every pair of every crop has been asked of this rater: the study is small, begin anew.
    had.clear()
    return draw_one(conditions_of, source_of, counts, had, rng)


def least_asked(crop: int, pairs: Sequence[Pair], counts: Counts, rng: np.random.Generator) -> Pair:
    luck = rng.random(len(pairs))
    best = min(
        range(len(pairs)),
        key=lambda i: (counts.pairs[pairs[i]], counts.cells[crop, pairs[i]], luck[i]),
    )
    return pairs[best]
