"""Counts of the visits that ended with their votes in use, kept between refreshes.

Such a visit has every answer it will ever have, so it is counted once. Without this a refresh
would count every vote of the study anew, and slow down the votes that arrive meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from evalsite.studies.answers import in_parts
from evalsite.studies.memory import Memory
from evalsite.studies.models import Study, Trial
from evalsite.studies.pool.counts import Counts, Row, add_up, read_rows
from evalsite.studies.pool.grid import Grid


@dataclass(frozen=True, slots=True)
class Settled:
    visits: frozenset[UUID]
    crops: tuple[int, ...]
    conditions: tuple[int, ...]
    people: Counts
    bots: Counts


_remembered: Memory[Settled] = Memory(4)  # studies, some megabytes each


def count_settled(study: Study, grid: Grid) -> Settled:
    """All visits in use. A rater who took his answers back, or another grid: counted anew."""
    known = _remembered.recall(study.pk)
    used = dict(study.sessions.filter(used=True).values_list("code", "pk"))
    if known is None or not fits(known, grid) or not known.visits <= used.keys():
        known = start(grid)
    new = used.keys() - known.visits
    if new:
        # By name, and be it all of them: one that ends meanwhile is counted the next time.
        parts = in_parts([used[code] for code in new])
        rows = [row for part in parts for row in read_rows(Trial.objects.filter(session__in=part))]
        known = go_on(known, frozenset(new), rows, grid)
    _remembered.remember(study.pk, known)
    return known


def fits(known: Settled, grid: Grid) -> bool:
    return known.crops == grid.crops and known.conditions == grid.conditions


def start(grid: Grid) -> Settled:
    nothing = add_up([], grid)
    return Settled(frozenset(), grid.crops, grid.conditions, nothing, nothing)


def go_on(known: Settled, new: frozenset[UUID], rows: Sequence[Row], grid: Grid) -> Settled:
    people, bots = (add_up([row for row in rows if row[3] is bot], grid) for bot in (False, True))
    return Settled(
        known.visits | new, grid.crops, grid.conditions, known.people + people, known.bots + bots
    )
