"""A study's fits: the list, a new one, and two side by side."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from elo.comparisons import compare_runs
from elo.forms import CompareForm, FitForm
from elo.models import FitRun
from elo.requesting import FitRefused, request_fit
from evalsite.studies.models import Study
from evalsite.studies.views.raters import LIBRARIES
from evalsite.studies.views.start import own_study


def show_fits(
    request: HttpRequest, study: Study, form: FitForm, compare: CompareForm, status: int = 200
) -> HttpResponse:
    runs = FitRun.objects.filter(study=study)
    context = {"study": study, "runs": runs, "form": form, "compare": compare}
    return render(request, "elo/fits.html", context, status=status)


@require_safe
@login_required
def fits(request: HttpRequest, slug: str) -> HttpResponse:
    study = own_study(request.user, slug)
    compare = CompareForm(study=study, user=request.user)
    return show_fits(request, study, FitForm(study=study), compare)


@require_POST
@login_required
def fit(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the worker for a fit. The page goes on at once."""
    study = own_study(request.user, slug)
    form = FitForm(request.POST, study=study)
    if not form.is_valid():
        compare = CompareForm(study=study, user=request.user)
        return show_fits(request, study, form, compare, status=400)
    try:
        request_fit(
            study=study,
            user=request.user,
            model=form.cleaned_data["model"],
            seed=secrets.randbits(31),
            pool_rates=form.cleaned_data["pool_rates"],
            without=form.without(),
            reason=form.cleaned_data["reason"],
        )
    except FitRefused as refusal:
        messages.error(request, f"“{study.title}”: no fit. {refusal}")
    else:
        messages.success(request, f"“{study.title}”: the fit waits for the worker.")
    return redirect(study)


@require_safe
@login_required
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    study = own_study(request.user, slug)
    form = CompareForm(request.GET, study=study, user=request.user)
    if not form.is_valid():
        return show_fits(request, study, FitForm(study=study), form, status=400)
    runs = {which: form.cleaned_data[which] for which in ("first", "second")}
    try:
        found = compare_runs(**runs)
    except ValueError as problem:
        form.add_error(None, str(problem))
        return show_fits(request, study, FitForm(study=study), form, status=400)
    context = {"study": study, "runs": runs, "libraries": LIBRARIES, **found}
    return render(request, "elo/compare.html", context)


@require_safe
@login_required
def compare_data(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The rows behind one picture of a comparison."""
    form = CompareForm(request.GET, study=own_study(request.user, slug), user=request.user)
    if not form.is_valid():
        raise Http404
    figures = compare_runs(form.cleaned_data["first"], form.cleaned_data["second"])["figures"]
    if name not in figures:
        raise Http404
    return send_rows(figures[name].spec, f"{slug}-{name}.csv")


def send_rows(spec: dict[str, Any], file_name: str) -> HttpResponse:
    from figures.data import print_rows

    response = HttpResponse(content_type="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    print_rows(spec, response)
    return response
