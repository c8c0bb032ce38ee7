from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from evalsite.studies.models import Study


class Photograph(models.Model):
    """A photograph received for a study, waiting to be encoded. Its name becomes the source's."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="photographs")
    name = models.CharField(max_length=60)
    file_name = models.CharField(max_length=70, help_text="In its folder.")
    category = models.CharField(max_length=50, blank=True)
    attribution = models.CharField(max_length=200, blank=True, help_text="Who made it; licence.")
    size_bytes = models.PositiveBigIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    pixel_digest = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="photograph_name_is_unique"),
            models.UniqueConstraint(
                fields=["study", "pixel_digest"], name="photograph_is_received_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        return Path(settings.ENCODES_ROOT) / "photographs" / str(self.code)

    @property
    def path(self) -> Path:
        return self.folder / self.file_name

    @property
    def thumbnail_path(self) -> Path:
        return self.folder / "thumbnail" / "thumbnail.jpg"

    @property
    def megapixels(self) -> float:
        return self.width_px * self.height_px / 1e6


class EncodeRunQuerySet(models.QuerySet["EncodeRun"]):
    def under_way(self) -> EncodeRunQuerySet:
        return self.filter(state__in=[EncodeRun.State.QUEUED, EncodeRun.State.RUNNING])


class EncodeRun(models.Model):
    """Photographs through codecs to rates, and on into a study. It can be stopped and go on."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="encode_runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    photographs = models.ManyToManyField(Photograph, related_name="encode_runs")
    codecs = models.JSONField(help_text='With settings: ["jpeg", "vvc:preset=faster"].')
    targets_bpp = models.JSONField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    stop_asked = models.BooleanField(default=False)
    problem = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    created_at = models.DateTimeField(default=now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    done = models.PositiveIntegerField(default=0, help_text="Stimuli made or given up.")
    total = models.PositiveIntegerField()
    encodes = models.PositiveIntegerField(default=0)
    remaining_s = models.FloatField(null=True)
    newest = models.CharField(max_length=300, blank=True)
    failures = models.JSONField(default=list)
    outcome = models.JSONField(default=dict, help_text="What came of it, codec by codec.")

    objects = EncodeRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed", "stopped"], ended_at__isnull=False),
                name="encode_run_ends_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="failed_encode_run_says_why"
            ),
            models.UniqueConstraint(
                fields=["study"],
                condition=Q(state__in=["queued", "running"]),
                name="study_has_one_encode_run_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.state} {self.done}/{self.total}"

    @property
    def folder(self) -> Path:
        return Path(settings.ENCODES_ROOT) / "runs" / str(self.code)

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def can_go_on(self) -> bool:
        return self.state in {self.State.FAILED, self.State.STOPPED}

    def get_absolute_url(self) -> str:
        return reverse("encoding:run", args=[self.study.slug, self.code])

    def start(self) -> bool:
        """Begin, unless it was stopped while it waited, or another worker has it already."""
        fresh: dict[str, Any] = {
            "done": 0,
            "encodes": 0,
            "remaining_s": None,
            "newest": "",
            "failures": [],
        }
        waiting = EncodeRun.objects.filter(pk=self.pk, state=self.State.QUEUED)
        if not waiting.update(state=self.State.RUNNING, started_at=now(), **fresh):
            return False
        self.refresh_from_db()
        return True

    def end(self, state: str, problem: str = "") -> None:
        self.state, self.problem, self.ended_at = state, problem, now()
        self.save(update_fields=["state", "problem", "ended_at"])
