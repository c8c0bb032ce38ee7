from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Channel(models.Model):
    """How raters come: an open link, a panel, or out of our own simulator."""

    class Kind(models.TextChoices):
        OPEN = "open"
        PROLIFIC = "prolific"
        PANEL = "panel"
        SIMULATED = "simulated"

    name = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    id_parameter = models.CharField(
        max_length=50, blank=True, help_text="The part of the join address that names the person."
    )
    session_parameter = models.CharField(
        max_length=50,
        blank=True,
        help_text="The part that names his visit, and that nobody else can guess; may be empty.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["open", "prolific", "panel", "simulated"]),
                name="channel_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rater(models.Model):
    """A pseudonymous person. The panel's name for him is kept here alone."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="raters")
    external_id = models.CharField(max_length=100, null=True, blank=True)
    simulated = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
                name="rater_is_one_person_of_a_channel",
            ),
            models.CheckConstraint(
                condition=~Q(external_id=""), name="rater_external_id_is_null_or_written"
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)
