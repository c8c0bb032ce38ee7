"""A study's states: draft, open, paused, closed; and why one may not open."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from evalsite.studies.models import Condition, Study
from evalsite.studies.pool.asking import ask_for_refresh
from evalsite.studies.rules.presenting import presenting_of
from evalsite.studies.rules.sampling import resolve_sampler
from evalsite.studies.trials.windows import find_windows
from evalsite.studies.visits.closing import end_running
from evalsite.studies.visits.prolific import lacks_code
from raters.bank import read_bank
from raters.checks.device import POLICY, WORDS_PX
from raters.checks.items import name_lacks
from raters.policies import CHECKS, freeze_policy
from raters.rules import check_order


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
    reasons += reasons_of_checks(study)
    if not study.recruitments.exists():
        reasons.append("It has no channel: nobody could join.")
    elif lacks_code(study):
        reasons.append("Prolific has no completion code yet: set it on the page “Recruiting”.")
    return reasons


def reasons_of_checks(study: Study) -> list[str]:
    """Why a check cannot be taken by the study's rules."""
    try:
        rules = frozen_screening(study)
        for check, policy in rules.items():
            check_order(check, policy)
    except ValueError as wrong:
        return [_("A rule cannot hold: %(wrong)s. Change it in the settings.") % {"wrong": wrong}]
    lacks = name_lacks(read_bank(), rules["artefact"])
    if not lacks:
        return []
    said = _(
        "The artefact check %(lacks)s: run manage.py build_item_bank, or ask for fewer pairs in "
        "the settings."
    )
    return [said % {"lacks": "; ".join(lacks)}]


def see_anew(study: Study) -> None:
    """Read the study again, its row locked: of two who change its state one is first."""
    study.refresh_from_db(from_queryset=Study.objects.select_for_update())


def open_study(study: Study) -> None:
    with transaction.atomic():
        see_anew(study)
        freeze_and_open(study)
    ask_for_refresh(study)


def freeze_and_open(study: Study) -> None:
    if study.state not in {Study.State.DRAFT, Study.State.PAUSED}:
        raise StudyRefused(f"It is {study.state}: only a draft or a paused study opens.")
    if reasons := reasons_not_to_open(study):
        raise StudyRefused(" ".join(reasons))
    if study.state == Study.State.DRAFT:
        # Written out in full: rules we change later are not this study's.
        study.screening = frozen_screening(study)
        study.sampler = resolve_sampler(study)
    study.state = Study.State.OPEN
    study.opened_at = study.opened_at or now()
    study.save(update_fields=["state", "opened_at", "screening", "sampler"])


@transaction.atomic
def pause_study(study: Study) -> None:
    see_anew(study)
    if study.state != Study.State.OPEN:
        raise StudyRefused(f"It is {study.state}: only an open study can pause.")
    study.state = Study.State.PAUSED
    study.save(update_fields=["state"])


def close_study(study: Study) -> None:
    with transaction.atomic():
        see_anew(study)
        if study.state not in {Study.State.OPEN, Study.State.PAUSED}:
            raise StudyRefused(f"It is {study.state}: only an open or paused study can close.")
        study.state, study.closed_at = Study.State.CLOSED, now()
        study.save(update_fields=["state", "closed_at"])
        end_running(study)
    ask_for_refresh(study)  # the last answers are in no fit yet


def window_needs_px(study: Study) -> tuple[int, int]:
    """The window a rater needs, in device pixels: the pictures side by side, words around them.

    Larger where the study asks for it.
    """
    width_px, height_px = shown_size_px(study, *largest_crop_px(study))
    asked = study.screening.get("device", {})
    return (
        max(width_px, int(asked.get("window_width_px", 0))),
        max(height_px, int(asked.get("window_height_px", 0))),
    )


def largest_crop_px(study: Study) -> tuple[int, int]:
    """Width and height that hold each picture of the study; 0 and 0 while it has none."""
    crops = [each.crop for each in find_windows(study).values()]
    return (
        max((crop.width_px for crop in crops), default=0),
        max((crop.height_px for crop in crops), default=0),
    )


def shown_size_px(study: Study, width_px: int, height_px: int) -> tuple[int, int]:
    """A window that holds pictures of this size in the study's presentation, boosted as it says.

    Never smaller than what the checks themselves need.
    """
    across = len(presenting_of(study).places) * study.boost_zoom
    return (
        max(across * width_px + WORDS_PX[0], POLICY["window_width_px"]),
        max(study.boost_zoom * height_px + WORDS_PX[1], POLICY["window_height_px"]),
    )


def check_policy(study: Study, check: str) -> dict[str, float]:
    """What a study asks of a check beyond the check's own rules, and the window it needs."""
    asked: dict[str, float] = dict(study.screening.get(check, {}))
    if check == "device":
        width_px, height_px = window_needs_px(study)
        asked |= {"window_width_px": width_px, "window_height_px": height_px}
    return asked


def frozen_screening(study: Study) -> dict[str, dict[str, float]]:
    """Every rule of every check as it holds for this study."""
    return {check: freeze_policy(check, check_policy(study, check)) for check in CHECKS}
