from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from evalsite.studies.models import Study


class TallyPlace(models.Model):
    """How far the votes of a study are tallied: votes up to this number are in its tallies."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="tally_place")
    upto = models.PositiveBigIntegerField(help_text="Number of the last vote tallied.")

    def __str__(self) -> str:
        return f"{self.study_id} up to {self.upto}"


class MinuteTally(models.Model):
    """What arrived in one minute, so that no page counts a million votes.

    A minute may have several rows, which add up: each is what one step of the tallying found.
    Practice is not in it. Votes are counted as they arrived: what a rater later withdraws stays.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="minute_tallies")
    minute = models.PositiveIntegerField(help_text="Minutes since 1970, UTC.")
    simulated = models.BooleanField()
    answers = models.PositiveIntegerField(help_text="Traps, repeats and bias pairs included.")
    votes = models.PositiveIntegerField(help_text="Of the pairs that are asked in earnest.")
    ties = models.PositiveIntegerField(help_text="Of those votes.")
    traps = models.PositiveIntegerField()
    traps_right = models.PositiveIntegerField()
    repeats = models.PositiveIntegerField()
    repeats_alike = models.PositiveIntegerField()
    uniform = models.PositiveIntegerField()
    balanced = models.PositiveIntegerField()
    active = models.PositiveIntegerField()
    spare = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "minute tallies"
        indexes = [models.Index(fields=["study", "simulated", "minute"])]

    def __str__(self) -> str:
        return f"{self.answers} in minute {self.minute}"


class SlowRequest(models.Model):
    """A request that took long: the name of the page, never a code, an address or a person."""

    route = models.CharField(max_length=80)
    method = models.CharField(max_length=7)
    status = models.PositiveSmallIntegerField()
    took_ms = models.PositiveIntegerField()
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return f"{self.method} {self.route}: {self.took_ms} ms"
