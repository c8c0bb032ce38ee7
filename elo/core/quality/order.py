"""Each rater's answers in the order in which they were given."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from elo.core.types import IntArray, Votes


def order_answers(votes: Votes) -> IntArray:
    """Rows by rater, then session, then time where it is known, else as they stand in the file."""
    rows = np.arange(len(votes))
    session = rows * 0 if votes.session is None else votes.session
    answered = rows * 0 if votes.answered_at is None else votes.answered_at.astype(np.int64)
    return np.asarray(np.lexsort((rows, answered, session, votes.rater)), dtype=np.int64)


def split_by_rater(rater: IntArray, n_raters: int) -> Iterator[slice]:
    """Where each rater's rows lie in an array sorted by rater, for rater 0, 1, 2, ..."""
    bounds = np.searchsorted(rater, np.arange(n_raters + 1)).tolist()
    return (slice(low, high) for low, high in zip(bounds[:-1], bounds[1:], strict=True))
