"""How many rated answers there are on which sources about which codecs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elo.core.types import Conditions, IntArray, Votes


@dataclass(frozen=True, slots=True)
class VoteTable:
    """Rated answers by source and by the two codecs that were shown.

    Parameters
    ----------
    sources : tuple of str
        That have rated answers, sorted by name.
    codecs : tuple of str
        As in the conditions table.
    shown : ndarray of int, shape (n_sources, n_codecs, n_codecs)
        Answers; a pair of codecs may stand in either order.
    """

    sources: tuple[str, ...]
    codecs: tuple[str, ...]
    shown: IntArray

    def count(self, sources: Sequence[str], codecs: set[str]) -> int:
        """Answers on these sources in which at least one of these codecs was shown."""
        rows = [self.sources.index(each) for each in sources]
        others = [at for at, codec in enumerate(self.codecs) if codec not in codecs]
        whole = self.shown[rows]
        return int(whole.sum() - whole[:, others][:, :, others].sum())


def lay_out_votes(*, votes: Votes, conditions: Conditions) -> VoteTable:
    """Count the rated answers of each source and pair of codecs."""
    rated = votes.rated()
    codecs = conditions.codecs
    codec_of = dict(zip(conditions.names, conditions.codec, strict=True))
    codec = np.array([codecs.index(codec_of[name]) for name in votes.conditions])
    size, n = len(votes.sources), len(codecs)
    key = (rated.source * n + codec[rated.condition_a]) * n + codec[rated.condition_b]
    shown = np.bincount(key, minlength=size * n * n).reshape(size, n, n)
    used = [int(at) for at in np.flatnonzero(shown.sum(axis=(1, 2)))]
    order = sorted(used, key=lambda at: votes.sources[at])
    return VoteTable(tuple(votes.sources[at] for at in order), codecs, shown[order])
