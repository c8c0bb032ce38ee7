"""Who is there now, at which step; and how the sessions ended so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.models.outcome import FINISHED
from raters.checks.steps import PASSED
from raters.models import ScreeningAttempt
from raters.policies import CHECKS

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
            finished=Count("pk", filter=Q(outcome__in=FINISHED)),
            accepted=Count("pk", filter=Q(accepted=True)),
            used=Count("pk", filter=Q(used=True) & kept),
        )
    )


def count_running(study: Study, simulated: bool) -> Counter[tuple[int, bool]]:
    """Running sessions by place in STEPS, and whether they showed a sign of life of late.

    Three queries, each of running sessions alone: a query for each of them, inside another, would
    take PostgreSQL far longer.
    """
    running = Session.objects.running().filter(study=study, rater__simulated=simulated)
    here = ExpressionWrapper(Q(last_seen_at__gte=now() - HERE), output_field=BooleanField())
    passed, compared = read_passed(study), read_compared(study)
    return Counter(
        (find_step(passed.get(rater, set()), pk in compared), bool(is_here))
        for pk, rater, is_here in running.values_list("pk", "rater", here)
    )


def find_step(passed: set[str], compared: bool) -> int:
    """The first check not passed; after them practice, until something was compared in earnest."""
    for place, check in enumerate(CHECKS):
        if check not in passed:
            return place
    return len(CHECKS) + compared


def read_passed(study: Study) -> dict[int, set[str]]:
    """Checks passed by each rater with a running session.

    The screen is checked in each visit; what was passed in another study counts for the rest.
    """
    found: dict[int, set[str]] = defaultdict(set)
    fresh = ~Q(check_name="device") | Q(started_at__gte=F("rater__sessions__started_at"))
    attempts = ScreeningAttempt.objects.filter(
        fresh, rater__sessions__study=study, rater__sessions__finished_at=None, outcome=PASSED
    )
    for rater, check in attempts.values_list("rater", "check_name"):
        found[rater].add(check)
    return found


def read_compared(study: Study) -> set[int]:
    """Running sessions in which the first comparison after practice is answered."""
    votes = Vote.objects.filter(
        trial__session__study=study, trial__session__finished_at=None, trial__position=0
    )
    return set(votes.values_list("trial__session", flat=True))
