"""Who is there now, at which step; and how the sessions ended so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
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
    """Running sessions by place in STEPS, and whether they showed a sign of life of late.

    Three queries, each of running sessions alone: a query for each of them, inside another, would
    take PostgreSQL far longer.
    """
    running = Session.objects.running().filter(study=study, rater__simulated=simulated)
    passed, compared = read_passed(study), read_compared(study)
    late = now() - HERE
    return Counter(
        (find_step(passed.get(rater, {}), began, pk in compared), seen >= late)
        for pk, rater, began, seen in running.values_list(
            "pk", "rater", "started_at", "last_seen_at"
        )
    )


def find_step(passed: dict[str, datetime], began: datetime, compared: bool) -> int:
    """The first check not passed; after them practice, until something was compared in earnest.

    The screen is checked in each visit; what was passed in another study counts for the rest.
    """
    if "device" not in passed or passed["device"] < began:
        return 0
    for place, check in enumerate(("colour", "artefact"), start=1):
        if check not in passed:
            return place
    return 4 if compared else 3


def read_passed(study: Study) -> dict[int, dict[str, datetime]]:
    """Of raters with a running session: when each began the last of each check he passed."""
    found: dict[int, dict[str, datetime]] = {}
    attempts = ScreeningAttempt.objects.filter(
        rater__sessions__study=study, rater__sessions__finished_at=None, outcome=PASSED
    )
    for rater, check, began in attempts.values_list("rater", "check_name", "started_at"):
        checks = found.setdefault(rater, {})
        checks[check] = max(began, checks.get(check, began))
    return found


def read_compared(study: Study) -> set[int]:
    """Running sessions in which the first comparison after practice is answered."""
    votes = Vote.objects.filter(
        trial__session__study=study, trial__session__finished_at=None, trial__position=0
    )
    return set(votes.values_list("trial__session", flat=True))
