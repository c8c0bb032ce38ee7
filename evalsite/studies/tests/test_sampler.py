from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.studies.models import Trial
from evalsite.studies.trials.sampler import Counts, draw_balanced, sorted_pair
from evalsite.studies.trials.schedule import LEAST_TRAPS, draw_schedule


def draw(*, conditions: int, sources: int, how_many: int, seed: int = 1, counts=None, asked=()):
    return draw_balanced(
        conditions_of={crop: range(10, 10 + conditions) for crop in range(sources)},
        source_of={crop: crop + 100 for crop in range(sources)},
        counts=counts if counts is not None else Counts(),
        asked=asked,
        how_many=how_many,
        rng=np.random.default_rng(seed),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 7), st.integers(1, 5), st.integers(1, 60), st.integers(0, 999))
def test_pairs_are_balanced(conditions: int, sources: int, how_many: int, seed: int) -> None:
    picks = draw(conditions=conditions, sources=sources, how_many=how_many, seed=seed)
    per_source = Counter(pick.crop for pick in picks)
    assert max(per_source.values()) - min(per_source[c] for c in range(sources)) <= 1
    if how_many <= sources * conditions * (conditions - 1) / 2:
        cells = Counter((pick.crop, sorted_pair(pick.a, pick.b)) for pick in picks)
        assert max(cells.values()) == 1, "a rater never sees a pair twice while there are others"


def test_over_many_raters_every_pair_is_asked_about_equally() -> None:
    counts = Counts()
    for rater in range(60):
        draw(conditions=6, sources=4, how_many=10, seed=rater, counts=counts)
    asked = [counts.pairs[pair] for pair in combinations(range(10, 16), 2)]
    assert sum(asked) == 600 and max(asked) - min(asked) <= 2


def test_sides_are_drawn() -> None:
    picks = draw(conditions=5, sources=3, how_many=400)
    first_smaller = sum(pick.a < pick.b for pick in picks)
    assert 160 < first_smaller < 240


def test_a_pair_this_rater_had_is_not_asked_again() -> None:
    pairs = list(combinations(range(10, 14), 2))
    asked = [(0, pair) for pair in pairs[:-1]]
    (pick,) = draw(conditions=4, sources=1, how_many=1, asked=asked)
    assert sorted_pair(pick.a, pick.b) == pairs[-1]


@settings(max_examples=50, deadline=None)
@given(st.integers(20, 200), st.integers(0, 2**62))
def test_the_schedule_holds_its_shares(trials: int, seed: int) -> None:
    kinds = draw_schedule(trials=trials, seed=seed)
    count = Counter(kinds)
    assert len(kinds) == trials
    assert count[Trial.Kind.TRAP] == max(LEAST_TRAPS, round(trials / 10))
    assert count[Trial.Kind.REPEAT] == max(1, round(trials / 20))
    assert count[Trial.Kind.BIAS] == max(1, round(trials / 20))
    assert Trial.Kind.REPEAT not in kinds[: max(10, trials // 3)]
    gaps = np.diff([-1, *np.flatnonzero([kind == Trial.Kind.TRAP for kind in kinds])])
    assert gaps.max() <= 2 * trials / count[Trial.Kind.TRAP] + 2
    assert kinds == draw_schedule(trials=trials, seed=seed)


def test_schedules_of_two_sessions_differ() -> None:
    assert draw_schedule(trials=60, seed=1) != draw_schedule(trials=60, seed=2)
