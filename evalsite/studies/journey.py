"""Where a rater goes next. Every page asks here, so that no step can be skipped by its address."""

from __future__ import annotations

from django.urls import reverse

from evalsite.studies.models import Session, Study
from evalsite.studies.opening import window_needs_px
from raters.policies import CHECKS
from raters.screening import begin_attempt, standings

# Minutes a rater still needs before each check, added to the study's own trials.
CHECK_MINUTES = {"device": 1, "colour": 2, "artefact": 3}


def next_path(session: Session) -> str:
    """The address of the step this session is at; ends the session where a check was not passed."""
    if session.finished_at is not None:
        return done_path(session)
    passed = standings(session.rater, needs={"device": check_policy(session.study, "device")})
    for check in CHECKS:
        attempt = passed.get(check)
        if attempt is None or attempt.started_at < session.started_at and check == "device":
            return check_path(session, check)
        if attempt.outcome != "passed":
            session.finish(attempt.outcome)
            return done_path(session)
    return reverse("studies:compare", args=[session.code])


def done_path(session: Session) -> str:
    return reverse("studies:done", args=[session.code])


def check_path(session: Session, check: str) -> str:
    attempt = begin_attempt(
        rater=session.rater,
        check=check,
        policy=check_policy(session.study, check),
        return_path=session.get_absolute_url(),
        minutes_left=minutes_from(session.study, check),
    )
    return attempt.get_absolute_url()


def check_policy(study: Study, check: str) -> dict[str, object]:
    """What a study asks of a check beyond its defaults: the window it needs."""
    if check != "device":
        return {}
    width_px, height_px = window_needs_px(study)
    return {"window_width_px": width_px, "window_height_px": height_px}


def minutes_from(study: Study, check: str) -> int:
    ahead = list(CHECKS)[list(CHECKS).index(check) :]
    return study.minutes - sum(CHECK_MINUTES.values()) + sum(CHECK_MINUTES[c] for c in ahead)
