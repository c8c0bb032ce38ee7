from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from evalsite.studies.models.session import NEEDED_FOR_A_VOTE as VISIT_NEEDS
from evalsite.studies.models.session import Session
from evalsite.studies.models.stimuli import Crop, Stimulus
from evalsite.studies.models.study import Study

NEEDED_FOR_A_VOTE = ("code", "study", "session", "position", "kind", "expected", "planned_at")


class TrialQuerySet(models.QuerySet["Trial"]):
    def for_a_vote(self) -> TrialQuerySet:
        """With what taking a vote needs and no more: asked for every vote.

        The `answer` that stood when the query began, or None, and the visit, its row locked.
        """
        answered = self.annotate(answer=F("vote__choice"))
        visited = answered.select_related("session__study", "session__rater")
        visit = (f"session__{name}" for name in VISIT_NEEDS)
        return visited.only(*NEEDED_FOR_A_VOTE, *visit).select_for_update(of=("session",))


class Trial(models.Model):
    """A planned showing of two stimuli of one source to one rater. Being planned reserves the pair.

    `stimulus_a` is what the page calls A: sides are drawn when the trial is planned.
    """

    class Kind(models.TextChoices):
        TRAINING = "training"  # explained, never analysed
        VOTE = "vote"
        TRAP = "trap"
        REPEAT = "repeat"
        BIAS = "bias"

    class Chosen(models.TextChoices):
        """How the pair of a vote was picked."""

        UNIFORM = "uniform"  # any pair alike likely
        BALANCED = "balanced"
        ACTIVE = "active"
        SPARE = "spare"  # uniform, because the planned pool was empty

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="trials")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="trials")
    position = models.SmallIntegerField(help_text="Order in the session; training is below 0.")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    crop = models.ForeignKey(Crop, on_delete=models.PROTECT, related_name="+")
    stimulus_a = models.ForeignKey(Stimulus, on_delete=models.PROTECT, related_name="+")
    stimulus_b = models.ForeignKey(Stimulus, on_delete=models.PROTECT, related_name="+")
    file_a = models.UUIDField(help_text="Names A's file. The browser knows the trial's code only.")
    file_b = models.UUIDField(help_text="Names B's file.")
    expected = models.CharField(max_length=1, blank=True, default="")
    chosen = models.CharField(max_length=8, choices=Chosen.choices, blank=True, default="")
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="repeated_by", null=True, blank=True
    )
    planned_at = models.DateTimeField(auto_now_add=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="trial_has_its_place"),
            models.CheckConstraint(
                condition=Q(kind="bias", stimulus_a=F("stimulus_b"))
                | (~Q(kind="bias") & ~Q(stimulus_a=F("stimulus_b"))),
                name="only_bias_trials_show_one_stimulus_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["trap", "training"], expected__in=["a", "b"])
                | (~Q(kind__in=["trap", "training"]) & Q(expected="")),
                name="known_answer_where_there_is_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="repeat", repeats__isnull=False)
                | (~Q(kind="repeat") & Q(repeats__isnull=True)),
                name="repeat_names_what_it_repeats",
            ),
            models.CheckConstraint(
                condition=(Q(kind="vote") & ~Q(chosen="")) | (~Q(kind="vote") & Q(chosen="")),
                name="vote_says_how_its_pair_was_chosen",
            ),
        ]
        indexes = [models.Index(fields=["study", "kind"])]

    def __str__(self) -> str:
        return str(self.code)
