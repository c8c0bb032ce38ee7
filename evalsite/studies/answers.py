"""When the answers of studies came, by the minute.

A visit that ended with every comparison answered has all the answers it will ever have, until they
are taken back: a process counts it once. Without this a page would count every vote anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from evalsite.studies.memory import Memory
from evalsite.studies.minutes import MINUTE_ARRIVED, read_minute
from evalsite.studies.models import Session, Study, Trial, Vote
from evalsite.studies.models.session import IS_WHOLE

Minutes = list[tuple[datetime, int, int]]  # when, answers, votes among them
Key = tuple[int, bool]  # a study; whether simulated
Minute = tuple[bool, datetime]  # whether simulated; when

NAMED_AT_ONCE = 5_000  # visits in one query: every database takes so many


@dataclass(frozen=True, slots=True)
class Sums:
    """All answers but practice; votes among them are of the pairs that are asked in earnest."""

    answers: Counter[Minute]
    votes: Counter[Minute]

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.answers + other.answers, self.votes + other.votes)

    def list_minutes(self, simulated: bool) -> Minutes:
        kept = sorted(minute for minute in self.answers if minute[0] is simulated)
        return [(minute[1], self.answers[minute], self.votes[minute]) for minute in kept]


@dataclass(frozen=True, slots=True)
class Whole:
    """The visits of a study that are counted for good."""

    visits: frozenset[int]
    sums: Sums


_remembered: Memory[Whole] = Memory(32)  # studies


def answers_by_minute(studies: Sequence[Study]) -> dict[Key, Minutes]:
    whole, others = read_visits(studies)
    known = {study.pk: recall(study, whole[study.pk]) for study in studies}
    new = [visit for study in known for visit in whole[study] - known[study].visits]
    ended, running = count_answers(new), count_answers(others)
    found: dict[Key, Minutes] = {}
    for study in studies:
        counted = Whole(frozenset(whole[study.pk]), known[study.pk].sums + ended[study.pk])
        _remembered.remember(study.code, counted)
        sums = counted.sums + running[study.pk]
        found |= {(study.pk, kind): sums.list_minutes(kind) for kind in (False, True)}
    return found


def read_visits(studies: Sequence[Study]) -> tuple[dict[int, set[int]], list[int]]:
    """Whole ones by study, and all others."""
    whole: dict[int, set[int]] = defaultdict(set)
    others = []
    rows = Session.objects.filter(study__in=studies)
    for study, visit, is_whole in rows.values_list("study", "pk", IS_WHOLE):
        if is_whole:
            whole[study].add(visit)
        else:
            others.append(visit)
    return whole, others


def recall(study: Study, whole: set[int]) -> Whole:
    """What is known, unless somebody took his answers back since: then all is counted anew."""
    known = _remembered.recall(study.code)
    if known is not None and known.visits <= whole:
        return known
    return Whole(frozenset(), Sums(Counter(), Counter()))


def count_answers(visits: Sequence[int]) -> dict[int, Sums]:
    """By study."""
    found: dict[int, Sums] = defaultdict(lambda: Sums(Counter(), Counter()))
    for votes in votes_of(visits):
        rows = (
            votes.exclude(trial__kind=Trial.Kind.TRAINING)
            .annotate(minute=MINUTE_ARRIVED)
            .values_list("trial__study", "simulated", "minute")
            .annotate(answers=Count("id"), votes=Count("id", filter=Q(trial__kind=Trial.Kind.VOTE)))
        )
        for study, simulated, written, answers, asked in rows.order_by():
            minute = read_minute(written)
            found[study].answers[simulated, minute] += answers
            found[study].votes[simulated, minute] += asked
    return found


def votes_of(visits: Sequence[int]) -> Iterator[QuerySet[Vote]]:
    """In as many queries as it takes."""
    for part in in_parts(visits):
        yield Vote.objects.filter(trial__session__in=part)


def in_parts(visits: Sequence[int]) -> Iterator[Sequence[int]]:
    """So many at a time as a query may name."""
    for begin in range(0, len(visits), NAMED_AT_ONCE):
        yield visits[begin : begin + NAMED_AT_ONCE]
