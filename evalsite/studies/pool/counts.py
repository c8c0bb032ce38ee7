"""Rows of what was asked, added up into arrays over the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q, QuerySet

from elo.core.types import FloatArray, IntArray
from evalsite.studies.models import Trial
from evalsite.studies.pool.grid import Grid

# crop, condition a, condition b, simulated (None while unanswered), trials, choices of a, ties
Row = tuple[int, int, int, bool | None, int, int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """By pair, first < second; everywhere else 0."""

    asked: IntArray  # (n_crops, n, n)
    answers: FloatArray  # (n, n)
    wins: FloatArray  # (n, n): of the first; a tie is half a win for each

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.asked + other.asked, self.answers + other.answers, self.wins + other.wins
        )


def read_rows(asked: QuerySet[Trial]) -> Sequence[Row]:
    return list(
        asked.filter(kind=Trial.Kind.VOTE)
        .values_list("crop", "stimulus_a__condition", "stimulus_b__condition", "vote__simulated")
        .annotate(
            times=Count("id"),
            chose_a=Count("id", filter=Q(vote__choice="a")),
            ties=Count("id", filter=Q(vote__choice="tie")),
        )
        .order_by("crop", "stimulus_a__condition", "stimulus_b__condition")
    )


def add_up(rows: Sequence[Row], grid: Grid) -> Counts:
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
    return Counts(asked, answers, wins)


def place_rows(rows: Sequence[Row], grid: Grid) -> tuple[IntArray, IntArray, IntArray]:
    crops = {crop: index for index, crop in enumerate(grid.crops)}
    conditions = {condition: index for index, condition in enumerate(grid.conditions)}
    return (
        np.array([crops[row[0]] for row in rows]),
        np.array([conditions[row[1]] for row in rows]),
        np.array([conditions[row[2]] for row in rows]),
    )
