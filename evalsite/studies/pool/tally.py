"""What has been asked and answered so far, as arrays over the grid.

A session counts while it runs, and for good once it ended with its votes in use. So a block that
nobody answers returns to the pool when its session is overdue, and what was answered without
attention is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q

from elo.core.counts import PairCounts
from elo.core.types import FloatArray, IntArray
from evalsite.studies.models import Session, Study, Trial
from evalsite.studies.pool.grid import Grid

# crop, condition a, condition b, simulated (None while unanswered), trials, choices of a, ties
Row = tuple[int, int, int, bool | None, int, int, int]


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
    rows = read_rows(study)
    simulated = not any(row[3] is False for row in rows) and any(row[3] for row in rows)
    return add_up([row for row in rows if row[3] is None or row[3] is simulated], grid, simulated)


def read_rows(study: Study) -> Sequence[Row]:
    running = study.sessions.running().exclude(pk__in=Session.objects.overdue())
    counting = Q(session__used=True) | Q(session__in=running)
    asked = Trial.objects.filter(counting, study=study, kind=Trial.Kind.VOTE)
    return list(
        asked.values_list(
            "crop", "stimulus_a__condition", "stimulus_b__condition", "vote__simulated"
        )
        .annotate(
            times=Count("id"),
            chose_a=Count("id", filter=Q(vote__choice="a")),
            ties=Count("id", filter=Q(vote__choice="tie")),
        )
        .order_by("crop", "stimulus_a__condition", "stimulus_b__condition")
    )


def add_up(rows: Sequence[Row], grid: Grid, simulated: bool) -> Tally:
    n = len(grid.conditions)
    asked = np.zeros((len(grid.crops), n, n), dtype=np.int64)
    answers, wins = np.zeros((n, n)), np.zeros((n, n))
    if rows:
        crop, a, b = place_rows(rows, grid)
        times, chose_a, ties = (np.array(column) for column in list(zip(*rows, strict=True))[4:])
        answered = np.array([row[3] is not None for row in rows])
        first, second = np.minimum(a, b), np.maximum(a, b)
        won = np.where(a < b, chose_a, times - chose_a - ties) + ties / 2
        np.add.at(asked, (crop, first, second), times)
        np.add.at(answers, (first, second), times * answered)
        np.add.at(wins, (first, second), won * answered)
    return Tally(asked, answers, wins, simulated)


def place_rows(rows: Sequence[Row], grid: Grid) -> tuple[IntArray, IntArray, IntArray]:
    crops = {crop: index for index, crop in enumerate(grid.crops)}
    conditions = {condition: index for index, condition in enumerate(grid.conditions)}
    return (
        np.array([crops[row[0]] for row in rows]),
        np.array([conditions[row[1]] for row in rows]),
        np.array([conditions[row[2]] for row in rows]),
    )
