"""Simulated crowds with bad raters in them, for the tests of rater quality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from elo.core.simulate import Crowd, simulate_votes
from elo.core.types import CHOSE_A, CHOSE_B, ELO_PER_LOGIT, REPEAT, VOTE, Votes

LADDER = {f"codec-{i}-{j}": 1650.0 + 100 * j + 40 * i for i in range(4) for j in range(6)}
HONEST = Crowd(raters=120, sources=10, lapse=0.03, side_elo=20, source_sd_elo=60, trap_share=0.05)


def name_raters(numbers: Iterable[int]) -> set[str]:
    return {f"rater-{number:04d}" for number in numbers}


def spoil(
    votes: Votes,
    *,
    guessers: Iterable[int] = (),
    pressers: Iterable[int] = (),
    turned: Iterable[int] = (),
    seed: int = 5,
) -> Votes:
    """Answers of some raters made random, always left, or the other way round."""
    rng = np.random.default_rng(seed)
    choice = votes.choice.copy()
    random = rng.integers(0, 2, len(votes)).astype(np.int8)
    for number in guessers:
        choice = np.where(votes.rater == number, random, choice)
    for number in pressers:
        choice = np.where(votes.rater == number, votes.left, choice)
    swapped = np.array([CHOSE_B, CHOSE_A, 2], dtype=np.int8)
    for number in turned:
        choice = np.where(votes.rater == number, swapped[choice], choice)
    return replace(votes, choice=choice.astype(np.int8))


def add_repeats(votes: Votes, *, elo: dict[str, float], share: float, seed: int) -> Votes:
    """Append second showings of some rated pairs, answered afresh by the same true scores."""
    # Not the stream of `simulate_votes`, whose first numbers say which rows are traps.
    rng = np.random.default_rng([seed, 1])
    rows = np.flatnonzero((votes.kind == VOTE) & (rng.random(len(votes)) < share))
    again = votes.select(rows)
    score = np.array([elo.get(name, 0.0) for name in votes.conditions])
    gap = score[again.condition_a] - score[again.condition_b]
    a_wins = rng.random(len(rows)) < 1 / (1 + np.exp(-gap / ELO_PER_LOGIT))
    changed = replace(
        again,
        choice=np.where(a_wins, CHOSE_A, CHOSE_B).astype(np.int8),
        left=rng.integers(0, 2, len(rows)).astype(np.int8),
        kind=np.full(len(rows), REPEAT, dtype=np.int8),
    )
    return join(votes, changed)


def join(first: Votes, second: Votes) -> Votes:
    """Rows of two tables with the same names."""
    names = ("rater", "source", "condition_a", "condition_b", "choice", "left", "kind")
    more = ("expected", "response_ms", "simulated")
    return replace(
        first,
        **{
            name: np.concatenate([getattr(first, name), getattr(second, name)])
            for name in (*names, *more)
        },
    )


def make_crowd(*, n_votes: int = 12000, seed: int = 1, crowd: Crowd = HONEST) -> Votes:
    votes = simulate_votes(elo=LADDER, n_votes=n_votes, seed=seed, crowd=crowd)
    return add_repeats(votes, elo=LADDER, share=0.04, seed=seed)
