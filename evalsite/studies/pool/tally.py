"""What has been asked and answered so far, as arrays over the grid.

A session counts while it runs, and for good once it ended with its votes in use. So a block that
nobody answers returns to the pool when its session is overdue, and what was answered without
attention is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.counts import PairCounts
from elo.core.types import FloatArray, IntArray
from evalsite.studies.models import Session, Study, Trial
from evalsite.studies.pool.counts import add_up, read_rows
from evalsite.studies.pool.grid import Grid
from evalsite.studies.pool.settled import count_settled


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by pair, first < second everywhere else 0."""

    asked: IntArray  # (n_crops, n, n): answered, or reserved by a session that runs
    answers: FloatArray  # (n, n)
    wins: FloatArray  # (n, n): of the first; a tie is half a win for each
    simulated: bool  # whether the answers come from bots: so only where nobody else answered

    @property
    def votes(self) -> int:
        return int(self.answers.sum())

    @property
    def reserved(self) -> FloatArray:
        """Askings under way, shape (n, n): planned for a session that runs, not answered yet."""
        return np.asarray(np.maximum(self.asked.sum(axis=0) - self.answers, 0))

    @property
    def answers_of_condition(self) -> FloatArray:
        return np.asarray(self.answers.sum(axis=0) + self.answers.sum(axis=1))

    def pair_counts(self, names: tuple[str, ...]) -> PairCounts:
        first, second = np.nonzero(self.answers)
        return PairCounts(
            names, first, second, self.wins[first, second], self.answers[first, second]
        )


def read_tally(study: Study, grid: Grid) -> Tally:
    settled = count_settled(study, grid)
    running = study.sessions.running().exclude(pk__in=Session.objects.overdue())
    rows = read_rows(Trial.objects.filter(study=study, session__in=running))
    by_people = settled.people.answers.any() or any(row[3] is False for row in rows)
    by_bots = settled.bots.answers.any() or any(row[3] for row in rows)
    simulated = bool(by_bots and not by_people)
    under_way = add_up([row for row in rows if row[3] is None or row[3] is simulated], grid)
    counts = (settled.bots if simulated else settled.people) + under_way
    return Tally(counts.asked, counts.answers, counts.wins, simulated)
