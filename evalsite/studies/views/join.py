from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evalsite.studies.joining import (
    Arrival,
    begin_session,
    draw_ticket,
    is_full,
    known_rater,
    read_arrival,
    resumable_session,
)
from evalsite.studies.models import Study
from evalsite.studies.models.welcome import count_welcome
from evalsite.studies.opening import window_needs_px
from evalsite.views import show_problem


class ConsentForm(forms.Form):
    decision = forms.ChoiceField(choices=[("agree", "agree"), ("decline", "decline")])
    ticket = forms.CharField(required=False, max_length=200)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: UUID) -> HttpResponse:
    """The welcome: what this is, and the consent. Who was here before goes on where he was."""
    study = get_object_or_404(Study.objects.select_related("consent_text"), code=code)
    arrival = read_arrival(study, request)
    if arrival is None:
        return refuse_unknown_channel(request)
    rater = known_rater(arrival, request)
    session = resumable_session(study, rater) if rater else None
    if session is not None:
        request.session["rater"] = str(session.rater.code)
        return redirect(session)
    if study.state != Study.State.OPEN:
        return refuse_not_open(request, study)
    if is_full(study):
        return refuse_full(request)
    if request.method == "POST":
        return decide(request, study, arrival)
    return show_welcome(request, study)


def show_welcome(request: HttpRequest, study: Study) -> HttpResponse:
    count_welcome(study)
    width_px, height_px = window_needs_px(study)
    context = {
        "study": study,
        "step": "welcome",
        "ticket": draw_ticket(),
        "width_px": width_px,
        "height_px": height_px,
    }
    return render(request, "studies/join.html", context)


def decide(request: HttpRequest, study: Study, arrival: Arrival) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return redirect(request.get_full_path())
    session = begin_session(
        study=study,
        arrival=arrival,
        rater=known_rater(arrival, request),
        ticket=form.cleaned_data["ticket"],
        agreed=form.cleaned_data["decision"] == "agree",
    )
    request.session["rater"] = str(session.rater.code)
    return redirect(session)


def refuse_unknown_channel(request: HttpRequest) -> HttpResponse:
    return show_problem(
        request,
        what=_("This link is not complete: it does not say who invited you."),
        todo=_("Open the study again from the page that invited you."),
        status=400,
    )


def refuse_not_open(request: HttpRequest, study: Study) -> HttpResponse:
    if study.state == Study.State.CLOSED:
        what, todo = _("This study has ended."), _("Thank you for your interest.")
    else:
        what = _("This study is not open at the moment.")
        todo = _("Please try again later, or ask whoever invited you.")
    return show_problem(request, what=what, todo=todo, status=403)


def refuse_full(request: HttpRequest) -> HttpResponse:
    return show_problem(
        request,
        what=_("This study has all the people it needs."),
        todo=_("Please return your place; you may try again later in case one becomes free."),
        status=403,
    )
