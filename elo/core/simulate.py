"""Votes of simulated people with known scores: the truth that every method is tried against.

Everyone here lapses alike. `elo.core.truth` simulates people who differ, with second showings and
bias pairs, and keeps all that is true beside the votes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elo.core.seeds import check_seed
from elo.core.truth.choosing import choose
from elo.core.truth.crowds import check_crowd
from elo.core.types import (
    CHOSE_A,
    CHOSE_B,
    TRAP,
    UNKNOWN,
    VOTE,
    BoolArray,
    ByteArray,
    FloatArray,
    IntArray,
    Votes,
)

TRAP_GAP_ELO = 1600.0  # odds of 10,000:1 between a trap's clean and its ruined picture
TRAP_CLEAN, TRAP_RUINED = "trap-clean", "trap-ruined"
MEDIAN_RESPONSE_MS = 4500.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who answers, and how.

    Parameters
    ----------
    raters, sources : int
        How many; each vote draws one of each.
    lapse : float
        Share of answers given at random, by everyone alike.
    tie : float
        Davidson's nu: 0 never ties; at 1 two equal pictures tie in a third of the answers.
    side_elo : float
        Gain of whatever is shown left.
    source_sd_elo : float
        How much one condition's score varies from source to source.
    trap_share : float
        Share of rows that are traps, from 0 up to 1.
    """

    raters: int = 40
    sources: int = 10
    lapse: float = 0.0
    tie: float = 0.0
    side_elo: float = 0.0
    source_sd_elo: float = 0.0
    trap_share: float = 0.0

    def __post_init__(self) -> None:
        check_crowd(self, shares=("lapse", "trap_share"))
        if self.trap_share == 1:
            raise ValueError("trap_share must be below 1: traps rate nothing")


def simulate_votes(
    *, elo: Mapping[str, float], n_votes: int, seed: int, crowd: Crowd | None = None
) -> Votes:
    """Draw answers to pairs picked at random.

    Parameters
    ----------
    elo : mapping of str to float
        True score of each condition, Elo points; only differences matter.
    n_votes : int
        Rows, traps among them.
    seed : int
        Same seed, same votes.
    crowd : Crowd, optional
        Attentive people without ties if not given.

    Raises
    ------
    ValueError
        With fewer than two conditions, or a seed outside 0 to 2**31 - 1.
    """
    if len(elo) < 2:
        raise ValueError(f"a comparison needs two conditions, got {sorted(elo)}")
    crowd = crowd or Crowd()
    rng = np.random.default_rng(check_seed(seed))
    trap = rng.random(n_votes) < crowd.trap_share
    first, second = draw_pairs(rng, n_votes, len(elo))
    first, second = np.where(trap, len(elo), first), np.where(trap, len(elo) + 1, second)
    swap = rng.random(n_votes) < 0.5
    a, b = np.where(swap, second, first), np.where(swap, first, second)
    source = rng.integers(0, crowd.sources, n_votes)
    left = rng.integers(0, 2, n_votes).astype(np.int8)
    gap = true_gaps(rng, elo, crowd, a, b, source) + np.where(left == 0, 1, -1) * crowd.side_elo
    return Votes(
        conditions=(*elo, TRAP_CLEAN, TRAP_RUINED),
        sources=tuple(f"source-{number:03d}" for number in range(crowd.sources)),
        raters=tuple(f"rater-{number:04d}" for number in range(crowd.raters)),
        rater=rng.integers(0, crowd.raters, n_votes),
        source=source,
        condition_a=a,
        condition_b=b,
        choice=choose(rng, gap_elo=gap, lapse=crowd.lapse, tie=crowd.tie),
        left=left,
        kind=np.where(trap, TRAP, VOTE).astype(np.int8),
        expected=expect(trap, swap),
        response_ms=np.round(MEDIAN_RESPONSE_MS * np.exp(rng.normal(0, 0.5, n_votes))),
        simulated=np.ones(n_votes, dtype=bool),
    )


def draw_pairs(rng: np.random.Generator, n: int, conditions: int) -> tuple[IntArray, IntArray]:
    first = rng.integers(0, conditions, n)
    return first, (first + rng.integers(1, conditions, n)) % conditions


def true_gaps(
    rng: np.random.Generator,
    elo: Mapping[str, float],
    crowd: Crowd,
    a: IntArray,
    b: IntArray,
    source: IntArray,
) -> FloatArray:
    """Score of A minus that of B on the vote's own source, Elo points, shape (n,)."""
    whims = rng.normal(0, crowd.source_sd_elo, (crowd.sources, len(elo)))
    traps = np.tile([TRAP_GAP_ELO, 0.0], (crowd.sources, 1))
    score = np.hstack([np.array(list(elo.values())) + whims, traps])
    return np.asarray(score[source, a] - score[source, b], dtype=np.float64)


def expect(trap: BoolArray, swap: BoolArray) -> ByteArray:
    return np.where(trap, np.where(swap, CHOSE_B, CHOSE_A), UNKNOWN).astype(np.int8)
