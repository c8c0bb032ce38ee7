"""Who is there now, at which step; and how the sessions ended so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.models.outcome import Outcome
from raters.checks.steps import PASSED
from raters.models import ScreeningAttempt

HERE = timedelta(minutes=5)  # a sign of life is written down once a minute at the most
STEPS = (
    gettext_lazy("Screen"),
    gettext_lazy("Colours"),
    gettext_lazy("Details"),
    gettext_lazy("Practice"),
    gettext_lazy("Comparing"),
)


@dataclass(frozen=True, slots=True)
class Ends:
    """Sessions by how they ended; `running` have not."""

    running: int
    finished: int
    accepted: int
    used: int


def count_ends(study: Study, simulated: bool) -> Ends:
    sessions = Session.objects.filter(study=study, rater__simulated=simulated)
    kept = Q(withdrawn_at=None)
    return Ends(
        **sessions.aggregate(
            running=Count("pk", filter=Q(finished_at=None)),
            finished=Count(
                "pk", filter=Q(outcome__in=[Outcome.COMPLETED, Outcome.FAILED_ATTENTION])
            ),
            accepted=Count("pk", filter=Q(accepted=True)),
            used=Count("pk", filter=Q(used=True) & kept),
        )
    )


def count_running(study: Study, simulated: bool) -> Counter[tuple[int, bool]]:
    """Running sessions by place in STEPS, and whether they showed a sign of life of late."""
    sessions = Session.objects.running().filter(study=study, rater__simulated=simulated)
    here = Case(When(last_seen_at__gte=now() - HERE, then=Value(1)), default=Value(0))
    rows = with_steps(sessions).annotate(here=here).values("step", "here")
    counted = rows.annotate(sessions=Count("pk")).order_by()
    return Counter(
        {
            (step, bool(here)): sessions
            for step, here, sessions in counted.values_list("step", "here", "sessions")
        }
    )


def with_steps(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """The first check not passed; after them practice, until something was compared in earnest.

    The screen is checked in each visit; what was passed in another study counts for the rest.
    """
    compared = Vote.objects.filter(trial__session=OuterRef("pk"), trial__position__gte=0)
    places = [
        When(~Exists(passed("device").filter(started_at__gte=OuterRef("started_at"))), then=0),
        When(~Exists(passed("colour")), then=1),
        When(~Exists(passed("artefact")), then=2),
        When(~Exists(compared), then=3),
    ]
    return sessions.annotate(step=Case(*places, default=4, output_field=IntegerField()))


def passed(check: str) -> QuerySet[ScreeningAttempt]:
    attempts = ScreeningAttempt.objects.filter(rater=OuterRef("rater"))
    return attempts.filter(check_name=check, outcome=PASSED)
