"""Forgetting: what a rater's checks measured, and who he was at the panel."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from raters.models import Rater, ScreeningAnswer, ScreeningAttempt
from raters.screening import SEED_BITS


@transaction.atomic
def erase_screening(*, rater: Rater) -> int:
    """Delete a rater's answers and what was measured; says how many answers there were.

    The attempts stay with their outcomes: they are why somebody was paid.
    """
    deleted, _ = ScreeningAnswer.objects.filter(attempt__rater=rater).delete()
    rater.attempts.update(measured={})
    # Whoever comes back to a check he was in the middle of meets fresh items.
    for attempt in rater.attempts.filter(finished_at=None):
        rater.attempts.filter(pk=attempt.pk).update(seed=secrets.randbits(SEED_BITS))
    return deleted


@transaction.atomic
def erase_identity(*, rater: Rater) -> int:
    """Delete what the checks measured and the panel's name for the person; what is left is nobody.

    The person is a new one to the channel from then on.
    """
    deleted = erase_screening(rater=rater)
    Rater.objects.filter(pk=rater.pk).update(external_id=None)
    rater.external_id = None
    return deleted


@transaction.atomic
def forget_screening(*, before: datetime) -> int:
    """Delete answers and measures of checks begun before; who passed what stays."""
    old = ScreeningAttempt.objects.filter(started_at__lt=before)
    deleted, _ = ScreeningAnswer.objects.filter(attempt__in=old).delete()
    old.exclude(measured={}).update(measured={})
    return deleted
