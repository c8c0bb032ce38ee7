from __future__ import annotations

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from elo.models import FitRun
from elo.requesting import FitRefused, request_fit
from evalsite.studies.models import Study
from evalsite.studies.views.start import own_study

# The report is one file that carries its scripts; they are allowed by their digests alone, and the
# page may do nothing else: no request, no form, no frame.
REPORT_POLICY = (
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src {digests}"
)


@require_POST
@login_required
def fit(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the worker for a fit. The page goes on at once."""
    study = own_study(request.user, slug)
    try:
        request_fit(study=study, user=request.user, model="plain", seed=secrets.randbits(31))
    except FitRefused as refusal:
        messages.error(request, f"“{study.title}”: no fit. {refusal}")
    else:
        messages.success(request, f"“{study.title}”: the fit waits for the worker.")
    return redirect(study)


def latest_report(study: Study) -> FitRun:
    run = study.fit_runs.filter(state=FitRun.State.DONE).first()
    if run is None:
        raise Http404
    return run


@require_GET
@login_required
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    study = own_study(request.user, slug)
    run = study.fit_runs.filter(state=FitRun.State.DONE).first()
    page = run.report_folder / "report.html" if run else None
    if run is None or page is None or not page.exists():
        return render(request, "elo/no_report.html", {"study": study}, status=404)
    response = FileResponse(page.open("rb"))
    digests = " ".join(f"'{digest}'" for digest in run.facts["script_digests"])
    response.headers["Content-Security-Policy"] = REPORT_POLICY.format(digests=digests)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@login_required
def report_file(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """One file beside the report. Only names the report itself wrote are served."""
    run = latest_report(own_study(request.user, slug))
    known = {path.name: path for path in run.report_folder.rglob("*") if path.is_file()}
    if name not in known or name == "report.html":
        raise Http404
    return FileResponse(known[name].open("rb"), as_attachment=not name.endswith((".svg", ".png")))
