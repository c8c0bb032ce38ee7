"""What the page of a study's raters draws on, each asked for once, however many raters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from evalsite.studies.answers import votes_of
from evalsite.studies.memory import Memory
from evalsite.studies.models import Session, Study, Trial, WelcomeCount
from evalsite.studies.models.session import IS_WHOLE
from evalsite.studies.rules.policy import study_rules
from raters.models import Rater, ScreeningAnswer, ScreeningAttempt

CODE_LETTERS = 8  # of a rater's random code: enough to tell raters of one study apart


@dataclass(frozen=True, slots=True)
class Visit:
    """One session, as far as the page needs it."""

    session: int
    rater: int
    code: UUID
    outcome: str
    used: bool
    withdrawn: bool
    whole: bool  # with all the answers it will ever have
    began: datetime
    unused_because: str = ""

    @property
    def short(self) -> str:
        return short_code(self.code)


@dataclass(frozen=True, slots=True)
class Taken:
    """One attempt at one check."""

    attempt: int
    rater: int
    check: str
    outcome: str  # empty while it runs
    began: datetime
    ended: datetime | None
    policy: dict[str, Any]
    measured: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a session's votes come to; practice stands apart."""

    votes: int
    practised: datetime | None
    first: datetime | None
    last: datetime | None
    traps: int
    right: int
    repeats: int
    agreeing: int


NO_VOTES = Tally(0, None, None, None, 0, 0, 0, 0)
REPEATED = "trial__repeats__vote__choice"
SAME_SIDES = Q(trial__stimulus_a=F("trial__repeats__stimulus_a"))
SWAPPED = Q(trial__stimulus_a=F("trial__repeats__stimulus_b"))
AGREES = (
    Q(choice="tie", **{REPEATED: "tie"})
    | SAME_SIDES & Q(choice=F(REPEATED))
    | SWAPPED & (Q(choice="a", **{REPEATED: "b"}) | Q(choice="b", **{REPEATED: "a"}))
)
TALLY = {
    "count": Count("pk", filter=Q(trial__position__gte=0)),
    "practised": Max("arrived_at", filter=Q(trial__position__lt=0)),
    "first": Min("arrived_at", filter=Q(trial__position__gte=0)),
    "last": Max("arrived_at", filter=Q(trial__position__gte=0)),
    "traps": Count("pk", filter=Q(trial__kind=Trial.Kind.TRAP)),
    "right": Count("pk", filter=Q(trial__kind=Trial.Kind.TRAP, choice=F("trial__expected"))),
    "repeats": Count("pk", filter=Q(trial__kind=Trial.Kind.REPEAT)),
    "agreeing": Count("pk", filter=Q(trial__kind=Trial.Kind.REPEAT) & AGREES),
}


_tallied: Memory[dict[int, Tally]] = Memory(8)  # studies, or their people or bots


def short_code(code: UUID) -> str:
    return code.hex[:CODE_LETTERS]


@dataclass
class Watch:
    """People, or simulated raters: never both in one figure."""

    study: Study
    simulated: bool
    rules: dict[str, float] = field(init=False)  # of the artefact check

    def __post_init__(self) -> None:
        self.rules = study_rules(self.study, "artefact")

    @cached_property
    def visits(self) -> list[Visit]:
        rows = Session.objects.filter(study=self.study, rater__simulated=self.simulated)
        found = rows.order_by("pk").values_list(
            "pk",
            "rater",
            "rater__code",
            "outcome",
            "used",
            "withdrawn_at",
            IS_WHOLE,
            "started_at",
            "unused_because",
        )
        return [
            Visit(pk, rater, code, outcome, bool(used), withdrawn is not None, *others)
            for pk, rater, code, outcome, used, withdrawn, *others in found
        ]

    @property
    def raters(self) -> QuerySet[Rater]:
        return Rater.objects.filter(sessions__study=self.study, simulated=self.simulated)

    @cached_property
    def taken(self) -> dict[tuple[int, str], list[Taken]]:
        """Attempts by rater and check, the oldest first."""
        rows = ScreeningAttempt.objects.filter(rater__in=self.raters).order_by("pk")
        columns = ("rater", "check_name", "outcome", "started_at", "finished_at")
        found: dict[tuple[int, str], list[Taken]] = defaultdict(list)
        for row in rows.values_list("pk", *columns, "policy", "measured"):
            each = Taken(*row)
            found[each.rater, each.check].append(each)
        return found

    @cached_property
    def tallies(self) -> dict[int, Tally]:
        """By session. A process counts whole ones once: there may be a million votes in them."""
        whole = {visit.session for visit in self.visits if visit.whole}
        name = self.study.code, self.simulated
        known = _tallied.recall(name) or {}
        told = {session: known[session] for session in whole & known.keys()}
        told |= count_tallies([v.session for v in self.visits if v.session not in told])
        _tallied.remember(name, {session: told[session] for session in whole & told.keys()})
        return told

    @cached_property
    def openings(self) -> int:
        """Of the welcome page; a bot does not open it as people do."""
        if self.simulated:
            return 0
        counts = WelcomeCount.objects.filter(study=self.study)
        return counts.aggregate(all=Sum("openings"))["all"] or 0

    def answers(self, check: str) -> QuerySet[ScreeningAnswer]:
        """All answers of these raters to a check."""
        return ScreeningAnswer.objects.filter(
            attempt__check_name=check, attempt__rater__in=self.raters, answered_at__isnull=False
        )


def count_tallies(visits: Sequence[int]) -> dict[int, Tally]:
    """By session; one without any vote is not in it."""
    found: dict[int, Tally] = {}
    for votes in votes_of(visits):
        grouped = votes.values("trial__session").annotate(**TALLY).order_by()
        for session, *numbers in grouped.values_list("trial__session", *TALLY):
            found[session] = Tally(*numbers)
    return found


def count_kinds(study: Study) -> dict[bool, int]:
    """How many sessions people and simulated raters have."""
    rows = study.sessions.values_list("rater__simulated").annotate(sessions=Count("pk"))
    return {False: 0, True: 0} | dict(rows.order_by())
