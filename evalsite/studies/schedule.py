"""The hidden order of a session: where votes, traps, repeats and bias pairs stand."""

from __future__ import annotations

import numpy as np

from evalsite.studies.models import Trial

LEAST_TRAPS = 8  # a coin-flipper passes 7 of 8 in 3.5 % of sessions, 3 of 4 in 31 %
TRAP_SHARE = 1 / 10
REPEAT_SHARE = BIAS_SHARE = 1 / 20
REPEAT_GAP = 5  # trials at the least between a pair and its repeat


def draw_schedule(*, trials: int, seed: int) -> list[Trial.Kind]:
    """Kinds by position, the same list for the same seed. A repeat never stands near the start."""
    rng = np.random.default_rng([seed, trials])
    kinds = [Trial.Kind.VOTE] * trials
    late = trials // 3
    repeats = rng.choice(np.arange(late, trials), max(1, round(trials * REPEAT_SHARE)), False)
    free = rng.permutation([i for i in range(trials) if i not in set(repeats.tolist())])
    traps = max(LEAST_TRAPS, round(trials * TRAP_SHARE))
    biases = max(1, round(trials * BIAS_SHARE))
    for kind, positions in (
        (Trial.Kind.REPEAT, repeats),
        (Trial.Kind.TRAP, free[:traps]),
        (Trial.Kind.BIAS, free[traps : traps + biases]),
    ):
        for position in positions:
            kinds[int(position)] = kind
    return kinds
