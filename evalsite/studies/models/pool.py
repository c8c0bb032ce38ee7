from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from evalsite.studies.models.stimuli import Codec, Crop, Stimulus
from evalsite.studies.models.study import Study
from evalsite.studies.models.trial import Trial


class PooledPair(models.Model):
    """A pair planned ahead for whoever comes next. Taking it deletes it: then it is a trial."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="pooled_pairs")
    crop = models.ForeignKey(Crop, on_delete=models.CASCADE, related_name="+")
    stimulus_a = models.ForeignKey(Stimulus, on_delete=models.CASCADE, related_name="+")
    stimulus_b = models.ForeignKey(Stimulus, on_delete=models.CASCADE, related_name="+")
    file_a = models.UUIDField()
    file_b = models.UUIDField()
    chosen = models.CharField(max_length=8, choices=Trial.Chosen.choices)

    class Meta:
        indexes = [models.Index(fields=["study", "id"])]

    def __str__(self) -> str:
        return f"{self.stimulus_a_id} or {self.stimulus_b_id}"


class Refresh(models.Model):
    """What the worker made of the votes so far: a quick fit, and from it the next pairs.

    Simulated votes are in it only where the study has no others.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="refreshes")
    made_at = models.DateTimeField(default=now, editable=False)
    took_ms = models.PositiveIntegerField(default=0)
    votes = models.PositiveIntegerField(help_text="Answers that the fit used.")
    simulated = models.BooleanField(default=False)
    pairs_planned = models.PositiveIntegerField(default=0)
    # [[condition id, elo, sd], ...]; empty while the votes do not connect the conditions
    elo = models.JSONField(default=list, blank=True)
    # [[codec id of test, of anchor, saving median, q025, q975], ...] in fractions, test first by
    # the study's order of codecs; refused ones are left out
    savings = models.JSONField(default=list, blank=True)
    about = models.ForeignKey(
        Codec,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="The study's test codec; where it names none, the one that saves most surely.",
    )
    # [[condition id a, condition id b, answers], ...]: a < b
    coverage = models.JSONField(default=list, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why there is no fit.")

    class Meta:
        indexes = [models.Index(fields=["study", "made_at"])]

    def __str__(self) -> str:
        return f"{self.study_id} at {self.votes} votes"
