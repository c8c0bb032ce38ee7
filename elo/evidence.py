"""A study's rows as plain arrays: the same `Votes` that files and the simulator give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F, QuerySet

from elo.core.numbers import percents
from elo.core.types import Conditions, Votes
from evalsite.studies.models import Condition, Study, Trial, Vote
from evalsite.studies.stimuli.rates import condition_rates

KINDS = (Trial.Kind.VOTE, Trial.Kind.TRAP, Trial.Kind.REPEAT, Trial.Kind.BIAS)
CHOICES = {"a": 0, "b": 1, "tie": 2}
EXPECTED = {"": -1, "a": 0, "b": 1}


class NoEvidence(Exception):
    """The study has nothing to fit yet; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Coding:
    """Names of a column, and each row's index into them."""

    names: tuple[str, ...]
    index: np.ndarray  # (n,), int

    @classmethod
    def of(cls, values: Iterable[str]) -> Coding:
        names, index = np.unique(
            np.array(list(values), dtype=object).astype(str), return_inverse=True
        )
        return cls(tuple(names.tolist()), index.astype(np.int64))


def used_votes(study: Study) -> QuerySet[Vote]:
    """Votes of sessions that count by the frozen policy; training is never analysed."""
    return Vote.objects.filter(trial__study=study, trial__session__used=True, trial__kind__in=KINDS)


def load_votes(study: Study) -> Votes:
    return load_chosen_votes(study)[0]


def load_chosen_votes(study: Study) -> tuple[Votes, tuple[str, ...]]:
    """Votes, and how the pair of each was chosen; nothing for what is no vote."""
    rows = list(
        used_votes(study)
        .order_by("trial__session", "trial__position")
        .values_list(
            "trial__session__rater__code", "trial__crop__source__name",
            "trial__stimulus_a__condition__name", "trial__stimulus_b__condition__name",
            "choice", "trial__kind", "trial__expected", "response_ms", "simulated",
            "trial__session__number", "arrived_at", "trial__chosen",
        )
    )  # fmt: skip
    if not rows:
        raise NoEvidence(
            f"Study {study.slug!r} has no votes of accepted sessions yet: a session counts once it "
            f"is finished with at least {percents(study.use_trap_share)} of its traps right."
        )
    *columns, chosen = zip(*rows, strict=True)
    return assemble(*columns), chosen


def assemble(
    raters: Sequence[object],
    sources: Sequence[object],
    first: Sequence[object],
    second: Sequence[object],
    choice: Sequence[object],
    kind: Sequence[object],
    expected: Sequence[object],
    response: Sequence[int],
    simulated: Sequence[bool],
    numbers: Sequence[int],
    arrived: Sequence[datetime],
) -> Votes:
    rater, source = Coding.of(map(str, raters)), Coding.of(map(str, sources))
    condition = Coding.of([*map(str, first), *map(str, second)])
    # A visit's own code is the address of its pages: it never leaves the site.
    visits = Coding.of(f"{who}-{number}" for who, number in zip(raters, numbers, strict=True))
    count = len(first)
    return Votes(
        conditions=condition.names,
        sources=source.names,
        raters=rater.names,
        rater=rater.index,
        source=source.index,
        condition_a=condition.index[:count],
        condition_b=condition.index[count:],
        choice=np.array([CHOICES[str(each)] for each in choice], dtype=np.int8),
        # The page's A is what was shown first; the table keeps that order.
        left=np.zeros(count, dtype=np.int8),
        kind=np.array([KINDS.index(Trial.Kind(str(each))) for each in kind], dtype=np.int8),
        expected=np.array([EXPECTED[str(each)] for each in expected], dtype=np.int8),
        response_ms=np.array(response, dtype=np.float64),
        simulated=np.array(simulated, dtype=bool),
        session=visits.index,
        sessions=visits.names,
        answered_at=to_times(arrived),
    )


def to_times(moments: Sequence[datetime]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Times in UTC, by the millisecond."""
    milliseconds = [round(moment.timestamp() * 1000) for moment in moments]
    return np.array(milliseconds, dtype=np.int64).astype("datetime64[ms]")


def load_conditions(study: Study, votes: Votes) -> tuple[Conditions, tuple[str, ...]]:
    """Conditions with their rates, total bits over total pixels of their sources (CLIC).

    Rated conditions nobody was asked about yet are left out, and named beside.
    """
    asked = {votes.conditions[i] for i in np.unique([votes.condition_a, votes.condition_b])}
    everything = list_conditions(study)
    kept = [c.role != Condition.Role.RATED or c.name in asked for c in everything]
    left_out = tuple(c.name for c, keep in zip(everything, kept, strict=True) if not keep)
    return tabulate(study, [c for c, keep in zip(everything, kept, strict=True) if keep]), left_out


def load_categories(study: Study) -> dict[str, str]:
    """What kind of picture each source is, where the study says so."""
    return dict(study.sources.exclude(category="").values_list("name", "category"))


def list_conditions(study: Study) -> list[Condition]:
    return list(
        study.conditions.select_related("codec").order_by(
            F("codec__position").asc(nulls_last=True), "target_bpp", "pk"
        )
    )


def tabulate(study: Study, conditions: list[Condition]) -> Conditions:
    rates = condition_rates(study)
    return Conditions(
        names=tuple(c.name for c in conditions),
        codec=tuple(c.codec.name if c.codec else c.name for c in conditions),
        bpp=np.array([rates.get(c.pk, np.nan) for c in conditions]),
        label=tuple(c.name for c in conditions),
    )
