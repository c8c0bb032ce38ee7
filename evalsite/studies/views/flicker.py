"""The warning before anything flickers, with a consent of its own."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evalsite.studies.models import Session
from evalsite.studies.views.visit import own_session, touch
from evalsite.studies.visits.flickering import decide_flicker, warning_text


class FlickerForm(forms.Form):
    decision = forms.ChoiceField(choices=[("agree", "agree"), ("decline", "decline")])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def flicker(request: HttpRequest, code: UUID) -> HttpResponse:
    """Also reached from the trial page, by whoever has seen enough of it."""
    session = own_session(request, code)
    if not session.study.flicker_hz:
        raise Http404
    if session.finished_at is not None:
        return redirect(session)
    touch(session)
    return decide(request, session) if request.method == "POST" else show(request, session)


def decide(request: HttpRequest, session: Session) -> HttpResponse:
    form = FlickerForm(request.POST)
    if not form.is_valid():
        return redirect(request.path)
    decide_flicker(session, agreed=form.cleaned_data["decision"] == "agree")
    return redirect(session)


def show(request: HttpRequest, session: Session) -> HttpResponse:
    context = {
        "session": session,
        "step": "welcome",
        "text": warning_text(),
        "hz": f"{session.study.flicker_hz:g}",
        "minutes_left": session.study.minutes,
    }
    return render(request, "studies/flicker.html", context)
