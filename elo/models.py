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


class FitRunQuerySet(models.QuerySet["FitRun"]):
    def done(self) -> FitRunQuerySet:
        return self.filter(state=FitRun.State.DONE)

    def visible_to(self, user: Any) -> FitRunQuerySet:
        """Fits of the studies that a researcher may see."""
        return self.filter(study__in=Study.objects.visible_to(user))


class FitRun(models.Model):
    """One fit of one study: what went in, how it went, what came out. Never changed once done."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    class Model(models.TextChoices):
        FULL = "full", "full: sources, raters, sides and ties modelled (recommended)"
        PLAIN = "plain", "plain: one score per condition, every answer taken at its word"
        MLE = "mle", "mle: the quick fit, as on the live page"
        BBQ = "bbq", "bbq: weighs raters by how well they agree, a second opinion"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="fit_runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    model = models.CharField(max_length=8, choices=Model.choices, default=Model.FULL)
    seed = models.PositiveBigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    problem = models.TextField(blank=True, help_text="Why it failed, and what to do.")
    headline = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    n_votes = models.PositiveIntegerField(null=True)
    n_raters = models.PositiveIntegerField(null=True)
    data_digest = models.CharField(max_length=64, blank=True)
    simulated = models.BooleanField(default=False)
    without = models.JSONField(
        default=list, blank=True, help_text="Codes of raters left out of this fit, never deleted."
    )
    pool_rates = models.BooleanField(
        default=False, help_text="Whether each codec's scores lie on a curve over its rates."
    )
    without_reason = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict, help_text="fit.json: priors, versions, diagnostics.")

    objects = FitRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="fit_ends_done_or_failed",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="failed_fit_says_why"
            ),
            models.UniqueConstraint(
                fields=["study"],
                condition=Q(state__in=["waiting", "running"]),
                name="study_has_one_fit_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.model} {self.state}"

    @property
    def folder(self) -> Path:
        return Path(settings.FITS_ROOT) / str(self.code)

    @property
    def report_folder(self) -> Path:
        return self.folder / "report"

    @property
    def suggested(self) -> list[str]:
        """Codes of the raters whom its report suggests not to use."""
        return [str(code) for code in self.facts.get("suggested", [])]

    def get_absolute_url(self) -> str:
        return reverse("elo:report", args=[self.study.slug, self.code])

    def start(self) -> None:
        self.state, self.started_at = self.State.RUNNING, now()
        self.save(update_fields=["state", "started_at"])

    def fail(self, problem: str) -> None:
        """Only while it is under way: a fit that has ended meanwhile stays as it ended."""
        under_way = FitRun.objects.filter(pk=self.pk, finished_at=None)
        under_way.update(state=self.State.FAILED, finished_at=now(), problem=problem)
        self.refresh_from_db(fields=["state", "finished_at", "problem"])
