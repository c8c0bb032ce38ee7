"""A whole study answered from a known truth: votes, traps, second showings and bias pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.seeds import check_seed
from elo.core.simulate import MEDIAN_RESPONSE_MS, TRAP_CLEAN, TRAP_RUINED, draw_pairs
from elo.core.truth.choosing import choose, choose_on_same, choose_on_traps
from elo.core.truth.world import Truth
from elo.core.types import (
    BIAS,
    CHOSE_A,
    CHOSE_B,
    REPEAT,
    TRAP,
    UNKNOWN,
    VOTE,
    ByteArray,
    FloatArray,
    IntArray,
    Votes,
)


@dataclass(frozen=True, slots=True)
class Design:
    """What each rater is asked.

    Parameters
    ----------
    votes, traps, repeats, biases : int
        Rated pairs, traps, second showings of rated pairs, and pairs of identical images.
    """

    votes: int = 20
    traps: int = 3
    repeats: int = 1
    biases: int = 1

    def __post_init__(self) -> None:
        if self.votes < 1 or min(self.traps, self.repeats, self.biases) < 0:
            raise ValueError("a rater answers at least one pair, and no negative number of others")
        if self.repeats > self.votes:
            raise ValueError(f"{self.repeats} repeats, but only {self.votes} pairs to repeat")


@dataclass(frozen=True, slots=True)
class Trials:
    """Questions before they are answered: columns as in `Votes`, shape (n,)."""

    kind: ByteArray
    rater: IntArray
    source: IntArray
    a: IntArray
    b: IntArray
    left: ByteArray


def answer_study(*, truth: Truth, design: Design, seed: int) -> Votes:
    """Ask every rater pairs picked at random, and draw the answers.

    Parameters
    ----------
    truth : Truth
        Who answers, and what is true.
    design : Design
        What each of them is asked.
    seed : int
        Same truth, design and seed, same votes.
    """
    rng = np.random.default_rng([check_seed(seed), 2])
    trials = draw_trials(rng, truth, design)
    n, trap = len(trials.kind), trials.kind == TRAP
    clean_is_a = trials.a < trials.b
    expected = np.where(trap, np.where(clean_is_a, CHOSE_A, CHOSE_B), UNKNOWN).astype(np.int8)
    return Votes(
        conditions=(*truth.conditions, TRAP_CLEAN, TRAP_RUINED),
        sources=tuple(f"source-{number:03d}" for number in range(len(truth.source_elo))),
        raters=tuple(f"rater-{number:04d}" for number in range(len(truth.lapse))),
        rater=trials.rater,
        source=trials.source,
        condition_a=trials.a,
        condition_b=trials.b,
        choice=draw_answers(rng, truth, trials, expected),
        left=trials.left,
        kind=trials.kind,
        expected=expected,
        response_ms=np.round(MEDIAN_RESPONSE_MS * np.exp(rng.normal(0, 0.5, n))),
        simulated=np.ones(n, dtype=bool),
    )


def draw_trials(rng: np.random.Generator, truth: Truth, design: Design) -> Trials:
    """Draw what each rater is shown; sides are drawn anew for second showings too."""
    raters, conditions = len(truth.lapse), len(truth.conditions)
    plan = np.repeat(
        [VOTE, TRAP, REPEAT, BIAS], [design.votes, design.traps, design.repeats, design.biases]
    )
    kind = np.tile(plan, (raters, 1))
    first, second = draw_pairs(rng, kind.size, conditions)
    a, b = first.reshape(kind.shape), second.reshape(kind.shape)
    source = rng.integers(0, len(truth.source_elo), kind.shape)
    swap = rng.random(kind.shape) < 0.5
    trap = kind == TRAP
    a = np.where(trap, np.where(swap, conditions + 1, conditions), a)
    b = np.where(trap, np.where(swap, conditions, conditions + 1), b)
    b = np.where(kind == BIAS, a, b)
    # The rated pairs come first in a rater's row: the second showings are of the first of them.
    for column in (a, b, source):
        column[:, plan == REPEAT] = column[:, : design.repeats]
    left = rng.integers(0, 2, kind.shape)
    rater = np.broadcast_to(np.arange(raters)[:, None], kind.shape)
    flat = [column.ravel() for column in (kind, rater, source, a, b, left)]
    return Trials(
        flat[0].astype(np.int8), flat[1], flat[2], flat[3], flat[4], flat[5].astype(np.int8)
    )


def draw_answers(
    rng: np.random.Generator, truth: Truth, trials: Trials, expected: ByteArray
) -> ByteArray:
    """Draw every answer, shape (n,)."""
    lapse, contrary = truth.lapse[trials.rater], truth.contrary[trials.rater]
    gap = true_gaps(truth, trials)
    seen = np.where(contrary, -gap, gap) + np.where(trials.left == 0, 1, -1) * truth.side_elo
    choice = choose(rng, gap_elo=seen, lapse=lapse, tie=truth.tie)
    trap, same = trials.kind == TRAP, trials.kind == BIAS
    choice[trap] = choose_on_traps(
        rng,
        expected=expected[trap],
        lapse=lapse[trap],
        contrary=contrary[trap],
        miss=truth.miss,
        tie=truth.tie,
    )
    if truth.same_tie is not None:
        choice[same] = choose_on_same(
            rng, gap_elo=seen[same], lapse=lapse[same], same_tie=truth.same_tie
        )
    return choice


def true_gaps(truth: Truth, trials: Trials) -> FloatArray:
    """Score of A minus that of B on the trial's own source, Elo points; 0 on traps, shape (n,)."""
    traps = np.zeros((len(truth.source_elo), 2))
    score = np.hstack([truth.elo + truth.source_elo, traps])
    return np.asarray(score[trials.source, trials.a] - score[trials.source, trials.b])
