"""What a foreign table can hold of votes; a lossy export is refused, never made in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elo.core.types import CHOSE_A, KIND_NAMES, TIE, UNKNOWN, VOTE, Votes


def check_holds(
    votes: Votes, *, table: str, kinds: tuple[int, ...] = (VOTE,), ties: bool = True
) -> None:
    """Refuse votes that a table cannot hold.

    Raises
    ------
    ValueError
        If votes are simulated, of a kind or with an answer that the table has no place for.
    """
    if votes.any_simulated:
        raise ValueError(f"{table} cannot say that votes are simulated, expected the native table")
    if lost := sorted(set(votes.kind.tolist()) - set(kinds)):
        named = ", ".join(KIND_NAMES[kind] for kind in lost)
        held = ", ".join(KIND_NAMES[kind] for kind in kinds)
        raise ValueError(f"{table} has no place for rows of kind {named}, expected only {held}")
    if not ties and (votes.choice == TIE).any():
        raise ValueError(f"{table} has no place for ties, expected only answers a and b")


def put_left_first(votes: Votes, *, table: str) -> Votes:
    """Name the condition that was shown left A, as tables with a left and a right side do.

    Raises
    ------
    ValueError
        If it is not known which side was left.
    """
    if (votes.left == UNKNOWN).any():
        row = int(np.argmax(votes.left == UNKNOWN))
        raise ValueError(f"{table} names sides, but vote {row} does not say which was left")
    swapped = votes.left != CHOSE_A
    return replace(
        votes,
        condition_a=np.where(swapped, votes.condition_b, votes.condition_a),
        condition_b=np.where(swapped, votes.condition_a, votes.condition_b),
        choice=swap(votes.choice, swapped),
        expected=swap(votes.expected, swapped),
        left=np.zeros(len(votes), dtype=np.int8),
    )


def swap(
    sides: np.ndarray[tuple[int], np.dtype[np.int8]],
    swapped: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Exchange 0 and 1 where ``swapped``; ties and unknowns stay."""
    exchanged = np.where(swapped & np.isin(sides, (0, 1)), 1 - sides, sides)
    return exchanged.astype(np.int8)
