"""Forgetting what a rater's checks measured, when the rater withdraws."""

from __future__ import annotations

from django.db import transaction

from raters.models import Rater, ScreeningAnswer


@transaction.atomic
def erase_screening(*, rater: Rater) -> int:
    """Delete a rater's answers and what was measured; says how many answers there were.

    The attempts stay with their outcomes: they are why somebody was paid.
    """
    deleted, _ = ScreeningAnswer.objects.filter(attempt__rater=rater).delete()
    rater.attempts.update(measured={})
    return deleted
