from __future__ import annotations

from django.db import models
from django.utils.timezone import now


class Delivery(models.Model):
    """A webhook that was taken, by digests alone: the same one again is known, its content not."""

    digest = models.CharField(max_length=64, unique=True, help_text="Of what was signed.")
    event_digest = models.CharField(
        max_length=64, unique=True, null=True, help_text="Of the sender's name for the event."
    )
    received_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.digest[:12]
