"""Scores exist only between conditions that a chain of comparisons joins."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from elo.core.counts import PairCounts
from elo.core.types import Conditions, Votes

SHOWN = 12  # names in one message


def check_connected(*, counts: PairCounts) -> None:
    """Refuse counts whose scores would not share one scale.

    Raises
    ------
    ValueError
        If there are no rated votes, or conditions fall into separate groups; names the groups.
    """
    if not counts.conditions:
        raise ValueError("there are no votes to rate: traps, repeats and bias rows make no scores")
    groups = find_components(counts=counts)
    if len(groups) > 1:
        listed = "; ".join(f"({list_names(names=group)})" for group in groups)
        raise ValueError(
            f"the conditions fall into {len(groups)} groups that were never compared with each "
            f"other: {listed}. Collect votes between the groups, or fit each by itself."
        )


def find_components(*, counts: PairCounts) -> list[tuple[str, ...]]:
    """Groups of conditions joined by comparisons, largest first."""
    n = len(counts.conditions)
    edges = coo_array((np.ones(len(counts.first)), (counts.first, counts.second)), shape=(n, n))
    found, member = connected_components(edges, directed=False)
    groups = [
        tuple(counts.conditions[index] for index in np.flatnonzero(member == group))
        for group in range(found)
    ]
    return sorted(groups, key=len, reverse=True)


def check_conditions(*, votes: Votes, conditions: Conditions) -> None:
    """Refuse a table of conditions that does not belong to the votes.

    Raises
    ------
    ValueError
        If votes name a condition the table lacks, or a condition with a rate has no votes at all.
        (An original without a rate may stand in the table although nobody rated it.)
    """
    seen = np.unique(np.concatenate([votes.condition_a, votes.condition_b]))
    voted = {votes.conditions[index] for index in seen.tolist()}
    if unknown := sorted(voted - set(conditions.names)):
        raise ValueError(
            f"votes name conditions that the conditions table lacks: {list_names(names=unknown)}"
        )
    rows = zip(conditions.names, conditions.bpp.tolist(), strict=True)
    silent = [name for name, bpp in rows if name not in voted and not np.isnan(bpp)]
    if silent:
        raise ValueError(
            f"conditions without a single vote: {list_names(names=silent)}. "
            "Collect votes for them or take them out of the conditions table."
        )


def list_names(*, names: tuple[str, ...] | list[str]) -> str:
    """Join names for a message, the first few of many."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
