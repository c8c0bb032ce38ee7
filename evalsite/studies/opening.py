"""A study's states: draft, open, paused, closed; and why one may not open."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.timezone import now

from evalsite.studies.models import Condition, Crop, Study
from evalsite.studies.prolific import lacks_code
from raters.bank import is_bank_ready
from raters.checks.device import WORDS_PX


class StudyRefused(Exception):
    """The study may not change to that state; the message says why."""


def reasons_not_to_open(study: Study) -> list[str]:
    """What is missing, in words a researcher can act on. Empty when the study may open."""
    reasons = []
    codecs = study.codecs.count()
    per_source = (
        study.sources.annotate(
            rated=Count("stimuli", filter=Q(stimuli__condition__role=Condition.Role.RATED))
        )
        .filter(rated__lt=2)
        .values_list("name", flat=True)
    )
    if not study.sources.exists():
        reasons.append("It has no stimuli: add some first.")
    elif codecs < 2:
        reasons.append(f"It has {codecs} codec: a comparison needs at least two.")
    elif thin := ", ".join(per_source):
        reasons.append(f"Sources with fewer than two conditions have no pair to show: {thin}.")
    if not is_bank_ready():
        reasons.append("The artefact check has no items: run manage.py build_item_bank.")
    if not study.recruitments.exists():
        reasons.append("It has no channel: nobody could join.")
    elif lacks_code(study):
        reasons.append("Prolific has no completion code yet: set it on the page “Recruiting”.")
    return reasons


def open_study(study: Study) -> None:
    if study.state not in {Study.State.DRAFT, Study.State.PAUSED}:
        raise StudyRefused(f"It is {study.state}: only a draft or a paused study opens.")
    if reasons := reasons_not_to_open(study):
        raise StudyRefused(" ".join(reasons))
    study.state = Study.State.OPEN
    study.opened_at = study.opened_at or now()
    study.save(update_fields=["state", "opened_at"])


def pause_study(study: Study) -> None:
    if study.state != Study.State.OPEN:
        raise StudyRefused(f"It is {study.state}: only an open study can pause.")
    study.state = Study.State.PAUSED
    study.save(update_fields=["state"])


def close_study(study: Study) -> None:
    if study.state not in {Study.State.OPEN, Study.State.PAUSED}:
        raise StudyRefused(f"It is {study.state}: only an open or paused study can close.")
    study.state, study.closed_at = Study.State.CLOSED, now()
    study.save(update_fields=["state", "closed_at"])


def window_needs_px(study: Study) -> tuple[int, int]:
    """The window a rater needs, in device pixels: two pictures side by side, words around them."""
    crops = Crop.objects.filter(source__study=study).values_list("width_px", "height_px")
    widths, heights = zip(*crops, strict=True) if crops else ((0,), (0,))
    return 2 * max(widths) + WORDS_PX[0], max(heights) + WORDS_PX[1]
