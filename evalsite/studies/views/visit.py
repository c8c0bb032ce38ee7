from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from evalsite.studies.models import Session
from evalsite.studies.visits.browsers import goes_on_with, held_visits
from evalsite.studies.visits.journey import next_path
from evalsite.studies.visits.outcomes import describe_outcome


def own_session(request: HttpRequest, code: UUID, *, lock: bool = False) -> Session:
    """The session at this address, if this browser began it or proved to be its own."""
    if lock:
        sessions = Session.objects.for_a_vote()
    else:
        sessions = Session.objects.select_related("study", "rater", "recruitment__channel")
    session = get_object_or_404(sessions, code=code)
    if not goes_on_with(request, session):
        raise PermissionDenied
    return session


def touch(session: Session) -> None:
    """The rater is here: his place is held on. Written once a minute at the most."""
    if now() - session.last_seen_at > timedelta(minutes=1):
        Session.objects.running().filter(pk=session.pk).update(last_seen_at=now())


@require_safe
def visit(request: HttpRequest, code: UUID) -> HttpResponse:
    session = own_session(request, code)
    touch(session)
    return redirect(next_path(session, holds=held_visits(request)))


@require_safe
def done(request: HttpRequest, code: UUID) -> HttpResponse:
    session = own_session(request, code)
    if session.finished_at is None:
        return redirect(session)
    context = {"outcome": describe_outcome(session), "session": session, "step": "done"}
    return render(request, "studies/done.html", context)
