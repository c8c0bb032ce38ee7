from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from raters.models.rater import Rater


class ConsentText(models.Model):
    """What a rater agrees to, as plain paragraphs. Fixed as soon as somebody decided on it."""

    version = models.CharField(max_length=50, unique=True)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and self.consents.exists():
            raise ValidationError(
                f"Consent text {self.version!r} is in use: write a new version instead."
            )
        super().save(*args, **kwargs)


class Consent(models.Model):
    """One decision about one version of the text, for one purpose."""

    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    # An opaque mark: what is withdrawn for one purpose still holds for another.
    purpose = models.CharField(max_length=64, blank=True)
    agreed = models.BooleanField()
    decided_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(agreed=True, withdrawn_at__gte=F("decided_at")),
                name="consent_is_withdrawn_only_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater} {'agreed' if self.agreed else 'declined'}"
