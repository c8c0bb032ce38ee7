"""What a rater agreed to, when, and in which version."""

from __future__ import annotations

from django.utils.timezone import now

from raters.models import Consent, ConsentText, Rater


def record_consent(*, rater: Rater, text: ConsentText, agreed: bool) -> Consent:
    """Store a decision. Every decision is a row of its own; the latest counts."""
    return Consent.objects.create(rater=rater, text=text, agreed=agreed)


def has_consented(*, rater: Rater, text: ConsentText) -> bool:
    latest = Consent.objects.filter(rater=rater, text=text).order_by("pk").last()
    return latest is not None and latest.agreed and latest.withdrawn_at is None


def withdraw_consent(*, rater: Rater, text: ConsentText) -> int:
    """Mark what was agreed to as withdrawn; says how many decisions that were."""
    given = Consent.objects.filter(rater=rater, text=text, agreed=True, withdrawn_at=None)
    return given.update(withdrawn_at=now())
