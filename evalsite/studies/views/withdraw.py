from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evalsite.studies.models import Session
from evalsite.studies.visits.browsers import held_visits
from evalsite.studies.visits.withdrawing import withdraw as withdraw_session
from raters.models import Rater


class WithdrawForm(forms.Form):
    session = forms.UUIDField()


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Lists this browser's sessions; a POST deletes the answers of one."""
    if "rater" not in request.session:
        raise PermissionDenied
    rater = get_object_or_404(Rater, code=request.session["rater"])
    own = Session.objects.filter(rater=rater, code__in=held_visits(request))
    sessions = own.select_related("study").order_by("-started_at")
    if request.method != "POST":
        return render(request, "studies/withdraw.html", {"sessions": sessions})
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        raise Http404
    session = get_object_or_404(sessions, code=form.cleaned_data["session"])
    withdraw_session(rater, session)
    return redirect("studies:done", code=session.code)
