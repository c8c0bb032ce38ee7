"""What each rater did, counted from the votes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.quality.order import split_by_rater
from elo.core.types import TRAP, VOTE, Votes


@dataclass(frozen=True, slots=True)
class RaterRecord:
    """One rater's record.

    Parameters
    ----------
    rater : str
        Pseudonym.
    votes, traps, traps_right : int
        Rated answers, traps shown and traps answered as expected.
    median_response_ms : float
        Of the rated answers, milliseconds; nan where unknown.
    """

    rater: str
    votes: int
    traps: int
    traps_right: int
    median_response_ms: float


def list_raters(votes: Votes) -> tuple[RaterRecord, ...]:
    """Records of everyone who answered anything, by pseudonym."""
    n = len(votes.raters)
    rated, trap = votes.kind == VOTE, votes.kind == TRAP
    counts = np.bincount(votes.rater[rated], minlength=n)
    traps = np.bincount(votes.rater[trap], minlength=n)
    right = np.bincount(votes.rater[trap & (votes.choice == votes.expected)], minlength=n)
    medians = median_by_rater(votes)
    seen = np.unique(votes.rater).tolist()
    records = (
        RaterRecord(votes.raters[i], int(counts[i]), int(traps[i]), int(right[i]), medians[i])
        for i in seen
    )
    return tuple(sorted(records, key=lambda record: record.rater))


def median_by_rater(votes: Votes) -> list[float]:
    """Median time of each rater's rated answers, nan where none is known."""
    known = (votes.kind == VOTE) & ~np.isnan(votes.response_ms)
    rater, response_ms = votes.rater[known], votes.response_ms[known]
    order = np.argsort(rater, kind="stable")
    sorted_ms = response_ms[order]
    times = (sorted_ms[rows] for rows in split_by_rater(rater[order], len(votes.raters)))
    return [float(np.median(each)) if len(each) else float("nan") for each in times]
