"""Where a rater goes next. Every page asks here, so that no step can be skipped by its address."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from evalsite.studies.models import Session, Study
from evalsite.studies.rules.lasting import CHECK_MINUTES
from evalsite.studies.rules.opening import check_policy
from evalsite.studies.visits.closing import end_if_closed
from evalsite.studies.visits.flickering import may_flicker
from raters.checks.steps import PASSED
from raters.policies import CHECKS
from raters.screening import Standing, begin_attempt, standings


def next_path(session: Session, *, holds: Collection[str]) -> str:
    """The address of the step this session is at; ends the session where a check was not passed.

    `holds` are the codes of the visits that the asking browser holds, this one among them.
    """
    end_if_closed(session)
    if session.finished_at is not None:
        return done_path(session)
    if not may_flicker(session):
        return reverse("studies:flicker", args=[session.code])
    needs = {check: check_policy(session.study, check) for check in CHECKS}
    standing = standings(
        session.rater, needs=needs, holds=holds, asked_by=mark_asker(session.study)
    )
    for check in CHECKS:
        found = standing.get(check)
        if found is None or is_stale(found, session):
            return check_path(session, check, holds)
        if found.outcome != PASSED:
            session.finish(found.outcome)
            return done_path(session)
        session.note_at_work()
    return reverse("studies:compare", args=[session.code])


def done_path(session: Session) -> str:
    return reverse("studies:done", args=[session.code])


def check_path(session: Session, check: str, holds: Collection[str]) -> str:
    attempt = begin_attempt(
        rater=session.rater,
        check=check,
        policy=check_policy(session.study, check),
        return_path=session.get_absolute_url(),
        minutes_left=minutes_from(session.study, check),
        purpose=str(session.code),
        holds=holds,
        asked_by=mark_asker(session.study),
    )
    return attempt.get_absolute_url()


def mark_asker(study: Study) -> str:
    """Who asks for a study's checks: its researcher, in all of his studies alike."""
    return f"researcher {study.owner_id}"


def is_stale(standing: Standing, session: Session) -> bool:
    """The screen is looked at afresh in every session; what was seen of the person lasts."""
    attempt = standing.attempt
    return attempt.check_name == "device" and attempt.started_at < session.started_at


def minutes_from(study: Study, check: str) -> int:
    """That a rater still needs before this check, of those that he was told."""
    ahead = list(CHECKS)[list(CHECKS).index(check) :]
    return study.minutes - sum(CHECK_MINUTES.values()) + sum(CHECK_MINUTES[c] for c in ahead)
