"""Erasing a person on request, and forgetting by age. Sessions stay as counts, without answers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from evalsite.recruiting.models import Delivery
from evalsite.studies.models import Session, Study, Vote
from evalsite.studies.visits.withdrawing import withdraw
from evalsite.throttling.counting import forget_counts
from raters.erasing import erase_identity, forget_screening
from raters.models import Channel, Rater, ScreeningAnswer

logger = logging.getLogger(__name__)
DELIVERY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Traces:
    """What is held about a person, or was until it was erased."""

    sessions: int
    votes: int
    screening_answers: int


def find_person(*, channel: Channel, external_id: str) -> Rater | None:
    return channel.raters.filter(external_id=external_id).first()


def sessions_within(rater: Rater, studies: QuerySet[Study]) -> QuerySet[Session]:
    return rater.sessions.filter(study__in=studies)


def count_traces(rater: Rater) -> Traces:
    return Traces(
        sessions=rater.sessions.count(),
        votes=Vote.objects.filter(trial__session__rater=rater).count(),
        screening_answers=ScreeningAnswer.objects.filter(attempt__rater=rater).count(),
    )


@transaction.atomic
def erase_person(rater: Rater, *, studies: QuerySet[Study]) -> Traces:
    """Erase what these studies hold of a person; says how much that was.

    The identifier and the checks serve every study, so they go with the last one: a researcher
    cannot delete what others hold by naming a person of theirs.
    """
    before = count_traces(rater)
    own = sessions_within(rater, studies)
    for session in own.filter(withdrawn_at=None):
        withdraw(rater, session)
    own.update(panel_session="")
    if not rater.sessions.filter(withdrawn_at=None).exists():
        erase_identity(rater=rater)
    after = count_traces(rater)
    logger.warning("a person was erased from %d sessions", own.count())
    return Traces(
        sessions=own.count(),
        votes=before.votes - after.votes,
        screening_answers=before.screening_answers - after.screening_answers,
    )


@dataclass(frozen=True, slots=True)
class Forgotten:
    screening_answers: int
    identifiers: int


@transaction.atomic
def forget_old() -> Forgotten:
    """Carry out what the settings say about how long details and identifiers are kept."""
    screening_since = now() - timedelta(days=settings.SCREENING_KEEP_DAYS)
    forget_counts()
    Delivery.objects.filter(received_at__lt=now() - timedelta(days=DELIVERY_DAYS)).delete()
    return Forgotten(
        screening_answers=forget_screening(before=screening_since),
        identifiers=forget_identifiers(),
    )


def forget_identifiers() -> int:
    """Panels' names for people and visits, some time after the last of their studies closed."""
    since = now() - timedelta(days=settings.EXTERNAL_IDS_KEEP_DAYS)
    long_closed = Session.objects.filter(study__closed_at__lt=since)
    still_needed = Session.objects.exclude(study__closed_at__lt=since)
    long_closed.exclude(panel_session="").update(panel_session="")
    raters = Rater.objects.filter(
        external_id__isnull=False, simulated=False, created_at__lt=since
    ).exclude(pk__in=still_needed.values("rater"))
    return raters.update(external_id=None)
