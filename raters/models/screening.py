from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from raters.models.rater import Rater

# How long a finished check speaks for the person, or for the screen. A study asks for a fresh look
# at the screen in every session; half a day bounds it for those who come back to one.
VALID_FOR = {
    "device": timedelta(hours=12),
    "colour": timedelta(days=180),
    "artefact": timedelta(days=30),
}


class ScreeningAttemptQuerySet(models.QuerySet["ScreeningAttempt"]):
    def running(self) -> ScreeningAttemptQuerySet:
        return self.filter(finished_at=None)

    def valid(self) -> ScreeningAttemptQuerySet:
        """Finished and not yet expired."""
        fresh = Q()
        for check, span in VALID_FOR.items():
            fresh |= Q(check_name=check, finished_at__gt=now() - span)
        # Whichever check blamed the screen, the person may have another one tomorrow.
        on_screen = Q(outcome=ScreeningAttempt.Outcome.DEVICE)
        return self.filter(fresh).exclude(on_screen, finished_at__lte=now() - VALID_FOR["device"])


class ScreeningAttempt(models.Model):
    """One rater's way through one check. Seed and items stay on the server."""

    class Check(models.TextChoices):
        DEVICE = "device"
        COLOUR = "colour"
        ARTEFACT = "artefact"

    class Outcome(models.TextChoices):
        RUNNING = ""
        PASSED = "passed"
        DEVICE = "device"
        SCREENED_OUT_COLOUR = "screened_out_colour"
        SCREENED_OUT_ARTEFACT = "screened_out_artefact"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="attempts")
    # Not `check`: a model's `check` is Django's own.
    check_name = models.CharField(max_length=10, choices=Check.choices)
    policy = models.JSONField(help_text="The rules of this attempt, as they stood when it began.")
    seed = models.BigIntegerField()
    # An opaque mark of the visit it was begun for: a browser goes on with what it holds alone.
    purpose = models.CharField(max_length=64, blank=True, default="", db_index=True)
    # An opaque mark of who asks for it: a failure counts there alone, and in visits that are held.
    asked_by = models.CharField(max_length=64, blank=True, default="")
    return_path = models.CharField(max_length=500)
    minutes_left = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=30, blank=True, choices=Outcome.choices, default=Outcome.RUNNING
    )
    measured = models.JSONField(default=dict)

    objects = ScreeningAttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["rater", "check_name", "finished_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="")
                | Q(finished_at__isnull=False) & ~Q(outcome=""),
                name="attempt_has_an_outcome_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(check_name__in=["device", "colour", "artefact"]),
                name="attempt_check_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "passed", "device"])
                | Q(check_name="colour", outcome="screened_out_colour")
                | Q(check_name="artefact", outcome="screened_out_artefact"),
                name="attempt_outcome_belongs_to_its_check",
            ),
            models.CheckConstraint(
                condition=Q(return_path__startswith="/"), name="attempt_returns_to_this_site"
            ),
            # Of two at once somebody could end the better one, and never the other.
            models.UniqueConstraint(
                fields=["rater", "check_name", "asked_by"],
                condition=Q(finished_at=None),
                name="attempt_runs_once_per_rater_check_and_asker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("raters:check", args=[self.code])


class ScreeningAnswer(models.Model):
    """One item of an attempt, written when it is first shown and answered once."""

    attempt = models.ForeignKey(ScreeningAttempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    item = models.JSONField(help_text="What was shown, with its answer. Never leaves the server.")
    given = models.TextField(blank=True)
    correct = models.BooleanField(null=True, blank=True)
    response_ms = models.PositiveIntegerField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="answer_is_one_per_attempt_and_position"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False)
                | Q(given="", correct=None, response_ms=None),
                name="answer_is_empty_until_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.position}"
