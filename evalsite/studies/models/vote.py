from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from evalsite.studies.models.trial import Trial


class VotesAreSacred(Exception):
    """Something tried to change or delete a vote."""


class VoteQuerySet(models.QuerySet["Vote"]):
    def update(self, **fields: Any) -> NoReturn:
        raise VotesAreSacred("votes are evidence: they are never updated")

    def delete(self) -> NoReturn:
        raise VotesAreSacred("votes are evidence: only a rater's withdrawal deletes them")

    def erase(self) -> int:
        """Delete because the rater asked for it: the one way a vote goes. Logged by the caller."""
        return int(self._raw_delete(self.db))


class Vote(models.Model):
    """The answer to a trial: one INSERT, never updated (a database trigger holds it)."""

    class Choice(models.TextChoices):
        A = "a"
        B = "b"
        TIE = "tie"

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="vote")
    choice = models.CharField(max_length=3, choices=Choice.choices)
    # All measured in the page, in ms or device pixels; arrival is the server's clock.
    response_ms = models.PositiveIntegerField()
    time_a_ms = models.PositiveIntegerField(default=0)
    time_b_ms = models.PositiveIntegerField(default=0)
    flips = models.PositiveIntegerField(default=0)
    zoomed = models.BooleanField(default=False)
    lost_focus = models.PositiveIntegerField(default=0)
    viewport_width_px = models.PositiveIntegerField(default=0)
    viewport_height_px = models.PositiveIntegerField(default=0)
    device_pixel_ratio = models.FloatField(default=0)
    pixel_exact = models.BooleanField(
        null=True,
        help_text="Each picture covered exactly its device pixels; empty: no browser's word on it.",
    )
    flicker_hz = models.FloatField(
        null=True, help_text="Changes a second that were drawn; empty where nothing flickered."
    )
    presentation = models.CharField(max_length=20)
    simulated = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(default=now, editable=False)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=["a", "b", "tie"]), name="vote_is_a_or_b_or_tie"
            )
        ]
        indexes = [models.Index(fields=["arrived_at"])]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.choice}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise VotesAreSacred("votes are evidence: they are never updated")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise VotesAreSacred("votes are evidence: only a rater's withdrawal deletes them")
