"""What becomes of those who are at it when a study closes: their visits end, their answers stay."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.utils.timezone import now

from evalsite.studies.models import Session, Study
from evalsite.studies.visits.finishing import finish_when_done


def end_running(study: Study) -> None:
    """End every running visit of a study that has just closed.

    The few that have answered everything, and only not said so yet, have finished.
    """
    answered = Count("trials__vote", filter=Q(trials__position__gte=0))
    running = study.sessions.running().annotate(answered=answered)
    for session in running.filter(answered__gte=F("study__trials_per_session")):
        finish_when_done(session)
    ended = {"outcome": Session.Outcome.STUDY_CLOSED, "finished_at": now()}
    study.sessions.running().update(**ended)


def end_if_closed(session: Session) -> None:
    """End a visit whose study has closed: somebody may have come in while it did."""
    if session.finished_at is not None or session.study.state != Study.State.CLOSED:
        return
    if not finish_when_done(session):
        session.finish(Session.Outcome.STUDY_CLOSED)
