from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils.timezone import localdate

from evalsite.studies.models.study import Study


class WelcomeCount(models.Model):
    """How often a study's welcome page was opened on a day. Of whom, nothing is kept."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="welcomes")
    day = models.DateField()
    openings = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "day"], name="welcomes_are_counted_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.study_id} on {self.day}: {self.openings}"


def count_welcome(study: Study) -> None:
    """Count one showing of the welcome page. Nobody is stored before deciding about consent."""
    today = WelcomeCount.objects.filter(study=study, day=localdate())
    if not today.update(openings=F("openings") + 1):
        WelcomeCount.objects.get_or_create(study=study, day=localdate())
        today.update(openings=F("openings") + 1)
