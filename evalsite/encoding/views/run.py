"""The page of a run: how far it is, how to stop it, what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evalsite.encoding.holding import give_up_dead_runs
from evalsite.encoding.models import EncodeRun
from evalsite.encoding.requesting import RunRefused, resume_run, stop_run
from evalsite.encoding.telling import describe_run
from evalsite.encoding.views.drafts import draft_only
from evalsite.studies.models import Study
from evalsite.studies.overview import count_rated
from evalsite.studies.views.start import own_study

# Names of files and what they are.
FILES = {
    "reached.svg": "image/svg+xml",
    "reached.json": "application/json",
    "manifest.csv": "text/csv",
}
LIBRARIES = [
    f"vendor/{name}.min.js" for name in ("vega-6.4.0", "vega-lite-6.5.0", "vega-embed-7.3.0")
]


def own_run(request: HttpRequest, slug: str, code: UUID) -> EncodeRun:
    """A run of a study this researcher may see, as it stands: not "running" if it died."""
    study = own_study(request.user, slug)
    give_up_dead_runs(study)
    return get_object_or_404(EncodeRun.objects.select_related("study"), study=study, code=code)


@require_safe
@login_required
def run(request: HttpRequest, slug: str, code: UUID) -> HttpResponse:
    found = own_run(request, slug, code)
    return render(
        request,
        "encoding/run.html",
        {
            "run": found,
            "now": describe_run(found),
            "in_all": count_rated(found.study) if found.state == found.State.DONE else 0,
            "libraries": LIBRARIES,
        },
    )


@require_safe
@login_required
def progress(request: HttpRequest, slug: str, code: UUID) -> HttpResponse:
    response = JsonResponse(describe_run(own_run(request, slug, code)))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
def stop(request: HttpRequest, slug: str, code: UUID) -> HttpResponse:
    found = own_run(request, slug, code)
    stop_run(found)
    return redirect(found)


@require_POST
@draft_only
def resume(request: HttpRequest, study: Study, code: UUID) -> HttpResponse:
    found = get_object_or_404(EncodeRun.objects.select_related("study"), study=study, code=code)
    give_up_dead_runs(study)
    try:
        resume_run(found)
    except RunRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_safe
@login_required
def file(request: HttpRequest, slug: str, code: UUID, name: str) -> HttpResponseBase:
    """What the worker wrote beside the run."""
    if name not in FILES:
        raise Http404
    try:
        opened = (own_run(request, slug, code).folder / name).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(opened, content_type=FILES[name], as_attachment=name.endswith(".csv"))
