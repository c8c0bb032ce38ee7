from __future__ import annotations

import logging
from uuid import UUID

from django import forms
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evalsite.studies.models import Session, Study
from evalsite.studies.models.welcome import count_welcome
from evalsite.studies.rules.opening import window_needs_px
from evalsite.studies.rules.presenting import presenting_of
from evalsite.studies.views import refusing
from evalsite.studies.visits.arriving import Arrival, LinkRefused, read_arrival
from evalsite.studies.visits.browsers import hold_visit
from evalsite.studies.visits.crowding import come_too_many
from evalsite.studies.visits.joining import (
    StudyBusy,
    begin_session,
    draw_ticket,
    find_earlier,
    is_begun_with,
    is_own,
    known_rater,
    note_submission,
    read_ticket,
    resumable_session,
)
from evalsite.studies.visits.outcomes import describe_outcome
from evalsite.studies.visits.quotas import BUSY, FULL, find_obstacle
from raters.models import Channel, Rater

logger = logging.getLogger(__name__)


class ConsentForm(forms.Form):
    decision = forms.ChoiceField(choices=[("agree", "agree"), ("decline", "decline")])
    ticket = forms.CharField(required=False, max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, code: UUID) -> HttpResponse:
    """The welcome: what this is, and the consent. Who was here before goes on where he was."""
    study = get_object_or_404(Study.objects.select_related("consent_text"), code=code)
    try:
        arrival = read_arrival(study, request.GET)
    except LinkRefused as refusal:
        return refusing.refuse_link(request, str(refusal))
    rater = known_rater(arrival, request)
    session = resumable_session(study, rater) if rater else None
    if session is not None and (request.method != "POST" or is_own(request, arrival, session)):
        return go_on(request, arrival, session)
    if study.state != Study.State.OPEN:
        return refusing.refuse_not_open(request, study)
    if request.method == "POST":
        return decide(request, study, arrival)
    obstacle = find_obstacle(study, arrival.recruitment, rater)
    if obstacle == FULL:
        return refusing.refuse_full(request, arrival)
    if obstacle == BUSY:
        return refusing.refuse_busy(request)
    if request.method == "GET" and arrival.recruitment.channel.kind != Channel.Kind.SIMULATED:
        note_welcome(study)
    return show_welcome(request, study, rater)


def go_on(request: HttpRequest, arrival: Arrival, session: Session) -> HttpResponse:
    if not is_own(request, arrival, session):
        return refusing.refuse_other_browser(request)
    hold_visit(request, session)
    note_submission(session, arrival)
    return redirect(session)


def note_welcome(study: Study) -> None:
    """Count the showing; a database that is busy costs a count, never the page."""
    try:
        with transaction.atomic():
            count_welcome(study)
    except DatabaseError:
        logger.warning("a welcome to %s was not counted", study.slug, exc_info=True)


def show_welcome(request: HttpRequest, study: Study, rater: Rater | None) -> HttpResponse:
    width_px, height_px = window_needs_px(study)
    context = {
        "study": study,
        "step": "welcome",
        "task": presenting_of(study).welcome,
        "ticket": draw_ticket(request),
        "width_px": width_px,
        "height_px": height_px,
        **describe_earlier(request, study, rater),
    }
    return render(request, "studies/join.html", context)


def describe_earlier(request: HttpRequest, study: Study, rater: Rater | None) -> dict[str, object]:
    """Who comes again is told so, and where to read the earlier completion code."""
    times, earlier = find_earlier(request, study, rater) if rater else (0, None)
    if earlier is None:
        return {}
    has_code = bool(describe_outcome(earlier).completion_code)
    return {"times": times, "earlier": earlier, "has_code": has_code}


def decide(request: HttpRequest, study: Study, arrival: Arrival) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return redirect(request.get_full_path())
    if come_too_many(request, arrival):
        return refusing.refuse_many(request)
    ticket = read_ticket(request, form.cleaned_data["ticket"])
    try:
        session = begin_session(
            study=study,
            arrival=arrival,
            rater=known_rater(arrival, request),
            ticket=ticket,
            agreed=form.cleaned_data["decision"] == "agree",
        )
    except StudyBusy:
        return refusing.refuse_busy(request)
    if is_begun_with(session, ticket):
        hold_visit(request, session)
    return go_on(request, arrival, session)
