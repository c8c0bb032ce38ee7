"""The page "Add stimuli": photographs, codecs, rates, and the start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evalsite.encoding.estimating import estimate
from evalsite.encoding.forms import PlanForm, ShelfForm
from evalsite.encoding.holding import give_up_dead_runs
from evalsite.encoding.prefilling import prefill_plan
from evalsite.encoding.requesting import RunRefused, request_run
from evalsite.encoding.telling import say_estimate
from evalsite.encoding.views.drafts import draft_only
from evalsite.studies.models import Study


@require_safe
@draft_only
def add(request: HttpRequest, study: Study) -> HttpResponse:
    give_up_dead_runs(study)
    form = PlanForm(initial=prefill_plan(study))
    return render(request, "encoding/add.html", describe_page(request, study, form))


def describe_page(request: HttpRequest, study: Study, form: PlanForm) -> dict[str, Any]:
    shelf = ShelfForm(request.GET) if "folder" in request.GET else ShelfForm()
    return {
        "study": study,
        "photographs": list(study.photographs.all()),
        "run": study.encode_runs.first(),
        "form": form,
        "folders": shelf.folders,
        "shelf": shelf,
        "shelf_is_set": settings.PHOTOGRAPHS_ROOT is not None,
    }


@require_safe
@draft_only
def estimated(request: HttpRequest, study: Study) -> HttpResponse:
    """What the plan on the page comes to, in a sentence; or what is wrong with it."""
    form = PlanForm(request.GET)
    if form.is_valid():
        made = estimate(plan=form.plan(), photographs=list(study.photographs.all()))
        return JsonResponse({"said": say_estimate(made)})
    return JsonResponse({"said": " ".join(list_errors(form))})


@require_POST
@draft_only
def start(request: HttpRequest, study: Study) -> HttpResponse:
    form = PlanForm(request.POST)
    if not form.is_valid():
        page = describe_page(request, study, form)
        return render(request, "encoding/add.html", page, status=400)
    try:
        run = request_run(study=study, user=request.user, plan=form.plan())
    except RunRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("encoding:add", slug=study.slug)
    return redirect(run)


def list_errors(form: PlanForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
