"""The hidden order of a session: where votes, traps, repeats and bias pairs stand."""

from __future__ import annotations

import numpy as np

from evalsite.studies.models import Trial

BLOCK = 10  # trials planned and reserved at a time
LEAST_TRAPS = 8  # a coin-flipper passes 7 of 8 in 3.5 % of sessions, 3 of 4 in 31 %
TRAP_SHARE = 1 / 10
REPEAT_SHARE = BIAS_SHARE = 1 / 20
REPEAT_GAP = 5  # trials at the least between a pair and its repeat


def draw_schedule(*, trials: int, seed: int) -> list[Trial.Kind]:
    """Kinds by position, the same list for the same seed.

    Traps stand one in each of as many equal stretches, so that attention is tried from the first
    to the last minute; a repeat never in the first block, where there is nothing to repeat.
    """
    rng = np.random.default_rng([seed, trials])
    kinds = [Trial.Kind.VOTE] * trials
    for position in spread(max(LEAST_TRAPS, round(trials * TRAP_SHARE)), trials, rng):
        kinds[position] = Trial.Kind.TRAP
    for kind, share, earliest in (
        (Trial.Kind.REPEAT, REPEAT_SHARE, max(BLOCK, trials // 3)),
        (Trial.Kind.BIAS, BIAS_SHARE, 0),
    ):
        free = [i for i in range(earliest, trials) if kinds[i] == Trial.Kind.VOTE]
        for position in rng.choice(free, max(1, round(trials * share)), replace=False):
            kinds[int(position)] = kind
    return kinds


def votes_of_session(trials: int) -> int:
    """Trials that count: no traps, repeats or bias pairs."""
    return draw_schedule(trials=trials, seed=0).count(Trial.Kind.VOTE)


def spread(count: int, places: int, rng: np.random.Generator) -> list[int]:
    """One place in each of `count` equal stretches."""
    edges = np.linspace(0, places, count + 1).astype(int)
    pairs = zip(edges[:-1], edges[1:], strict=True)
    return [int(rng.integers(low, high)) for low, high in pairs]
