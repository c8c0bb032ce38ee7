"""The windows of a study, kept by each process: an open study's pictures never change.

Stimuli come into a draft only (`import_stimuli`), and the admin shows crops without a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Q

from evalsite.studies.models import Condition, Crop, Study

STUDIES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Window:
    crop: Crop
    source: int
    rated: int  # coded pictures that it shows

    @property
    def pairs(self) -> int:
        return self.rated * (self.rated - 1) // 2


def find_windows(study: Study) -> Mapping[int, Window]:
    """Every window by its crop's id. Do not change what you are given: others have it too."""
    if study.state == Study.State.DRAFT:
        return read_windows(study.code)
    return keep_windows(study.code)


def read_windows(code: UUID) -> dict[int, Window]:
    rated = Count("showings", filter=Q(showings__stimulus__condition__role=Condition.Role.RATED))
    crops = Crop.objects.filter(source__study__code=code).annotate(rated=rated).order_by("pk")
    return {crop.pk: Window(crop, crop.source_id, crop.rated) for crop in crops}


# By the study's code, not its key: a key can come again in another database of the same process.
keep_windows = lru_cache(maxsize=STUDIES_KEPT)(read_windows)
