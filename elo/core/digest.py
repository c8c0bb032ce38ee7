"""One fingerprint for a set of votes, the same from a database, a file or a simulator."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from elo.core.types import Votes


def digest_votes(votes: Votes) -> str:
    """SHA-256 of who answered what, whatever the order of the rows and of the names.

    Times and sessions are left out: they do not change what was answered.
    """
    coded = (
        recode(votes.raters, votes.rater),
        recode(votes.sources, votes.source),
        recode(votes.conditions, votes.condition_a, votes.condition_b),
    )
    names = [each[0] for each in coded]
    columns = [each[1] for each in coded]
    plain = (votes.choice, votes.left, votes.kind, votes.expected, votes.simulated)
    table = np.vstack([*columns, *(each.astype(np.int64) for each in plain)])
    table = table[:, np.lexsort(table)]
    digest = hashlib.sha256(json.dumps(names, ensure_ascii=True).encode())
    digest.update(np.ascontiguousarray(table, dtype="<i8").tobytes())
    return digest.hexdigest()


def recode(
    names: tuple[str, ...], *columns: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """Names in use, sorted, and the columns, shape (n_columns, n), as indices into those."""
    rows = np.vstack(columns)
    used = np.flatnonzero(np.bincount(rows.ravel(), minlength=len(names)))
    order = sorted(used.tolist(), key=lambda index: names[index])
    rank = np.zeros(len(names), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return [names[index] for index in order], rank[rows]
