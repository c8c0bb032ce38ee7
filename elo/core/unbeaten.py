"""Conditions that never lost or never won: how far off they lie, no answer says.

The likelihood has a maximum just where, however the conditions are parted in two, each part won
against the other (L. R. Ford, Am. Math. Mon. 64, 1957). Elsewhere the prior alone ends the climb.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from elo.core.connectivity import list_names
from elo.core.counts import PairCounts
from elo.core.types import BoolArray, IntArray


def describe_unbeaten(counts: PairCounts) -> tuple[str, ...]:
    """Say whose scores rest on the prior, a sentence each; none where everybody won and lost.

    Of the group that is larger than every other nothing is said: the others are measured from it.

    Parameters
    ----------
    counts : PairCounts
        Of connected conditions; a tie is half a win for each, so that it ends a clean record.
    """
    groups = find_groups(counts)
    if not groups.any():
        return ()
    winner, loser = list_wins(counts)
    across = groups[winner] != groups[loser]
    won, lost = set(groups[winner[across]].tolist()), set(groups[loser[across]].tolist())
    size = np.bincount(groups)
    apart = np.flatnonzero((size < size.max()) | (np.sum(size == size.max()) > 1)).tolist()
    return (
        *(describe(counts, groups == each, "lost") for each in apart if each not in lost),
        *(describe(counts, groups == each, "won") for each in apart if each not in won),
    )


def find_groups(counts: PairCounts) -> IntArray:
    """Group of each condition, from 0: within one, everybody beat everybody through some chain."""
    winner, loser = list_wins(counts)
    n = len(counts.conditions)
    beats = coo_array((np.ones(len(winner)), (winner, loser)), shape=(n, n))
    _, group = connected_components(beats, directed=True, connection="strong")
    return np.asarray(group, dtype=np.int64)


def list_wins(counts: PairCounts) -> tuple[IntArray, IntArray]:
    """Winner and loser of every pair and direction in which there was a win."""
    winner = np.concatenate([counts.first, counts.second])
    loser = np.concatenate([counts.second, counts.first])
    won = np.concatenate([counts.wins_first, counts.total - counts.wins_first]) > 0
    return winner[won], loser[won]


def describe(counts: PairCounts, mine: BoolArray, what: str) -> str:
    """What a group never did, and what its scores rest on."""
    names = [counts.conditions[at] for at in np.flatnonzero(mine).tolist()]
    if len(names) == 1:
        return f"condition {names[0]} never {what}: its score rests on the prior"
    listed = list_names(names=names)
    return f"conditions {listed} never {what} against the others: their scores rest on the prior"
