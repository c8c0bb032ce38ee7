"""Votes as text, for whoever writes a table: the way back from `number_columns`."""

from __future__ import annotations

from collections.abc import Sequence

from elo.core.formats.values import write_times
from elo.core.types import ByteArray, IntArray, Votes


def spell_columns(votes: Votes) -> dict[str, list[str]]:
    """Who compared what, when and in which visit, by the names of `Votes`; nothing if unknown."""
    blank = [""] * len(votes)
    return {
        "rater": spell(votes.raters, votes.rater),
        "source": spell(votes.sources, votes.source),
        "condition_a": spell(votes.conditions, votes.condition_a),
        "condition_b": spell(votes.conditions, votes.condition_b),
        "session": blank if votes.session is None else spell(votes.sessions, votes.session),
        "answered_at": blank if votes.answered_at is None else write_times(votes.answered_at),
    }


def spell(names: Sequence[str], index: IntArray | ByteArray) -> list[str]:
    """Name at each index; nothing for -1, which is unknown."""
    known = (*names, "")
    return [known[each] for each in index.tolist()]
