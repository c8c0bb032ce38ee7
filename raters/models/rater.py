from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Channel(models.Model):
    """How raters come: an open link, a panel, or out of our own simulator."""

    class Kind(models.TextChoices):
        OPEN = "open"
        PROLIFIC = "prolific"
        PANEL = "panel"
        SIMULATED = "simulated"

    name = models.SlugField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whose panel it is; empty where every study has the same one, as of Prolific.",
    )
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
            models.UniqueConstraint(fields=["owner", "name"], name="channel_is_one_of_its_owner"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(owner__isnull=True), name="channel_of_nobody_is_one"
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
