"""What a rater agreed to, for which purpose, when, and in which version."""

from __future__ import annotations

from django.utils.timezone import now

from raters.models import Consent, ConsentText, Rater


def record_consent(*, rater: Rater, text: ConsentText, agreed: bool, purpose: str = "") -> Consent:
    """Store a decision. Every decision is a row of its own; the latest for a purpose counts."""
    return Consent.objects.create(rater=rater, text=text, agreed=agreed, purpose=purpose)


def has_consented(*, rater: Rater, text: ConsentText, purpose: str = "") -> bool:
    decisions = Consent.objects.filter(rater=rater, text=text, purpose=purpose)
    latest = decisions.order_by("pk").last()
    return latest is not None and latest.agreed and latest.withdrawn_at is None


def withdraw_consent(*, rater: Rater, text: ConsentText, purpose: str = "") -> int:
    """Mark what was agreed to for this purpose as withdrawn; says how many decisions that were."""
    decisions = Consent.objects.filter(rater=rater, text=text, purpose=purpose)
    return decisions.filter(agreed=True, withdrawn_at=None).update(withdrawn_at=now())
