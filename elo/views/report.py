"""The report of a study's latest fit, or of one fit, and the files beside it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from elo.models import FitRun
from evalsite.studies.models import Study
from evalsite.studies.views.start import own_study

# The report is one file that carries its scripts; they are allowed by their digests alone, and the
# page may do nothing else: no request, no form, no frame.
REPORT_POLICY = (
    "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src {digests}"
)
SHOWN = (".svg", ".png")  # everything else is for keeping


def find_run(study: Study, code: UUID | None) -> FitRun | None:
    """A finished fit by its code, or the latest."""
    runs = FitRun.objects.filter(study=study).done()
    return get_object_or_404(runs, code=code) if code else runs.first()


@require_safe
@login_required
def report(request: HttpRequest, slug: str, code: UUID | None = None) -> HttpResponseBase:
    study = own_study(request.user, slug)
    run = find_run(study, code)
    page = run.report_folder / "report.html" if run else None
    if run is None or page is None or not page.exists():
        return render(request, "elo/no_report.html", {"study": study}, status=404)
    response = FileResponse(page.open("rb"))
    digests = " ".join(f"'{digest}'" for digest in run.facts["script_digests"])
    response.headers["Content-Security-Policy"] = REPORT_POLICY.format(digests=digests)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@login_required
def report_file(
    request: HttpRequest, slug: str, name: str, code: UUID | None = None
) -> HttpResponseBase:
    """One file beside the report. Only names the report itself wrote are served."""
    run = find_run(own_study(request.user, slug), code)
    folder = run.report_folder if run else None
    known = {path.name: path for path in folder.rglob("*") if path.is_file()} if folder else {}
    if name not in known or name == "report.html":
        raise Http404
    return FileResponse(known[name].open("rb"), as_attachment=not name.endswith(SHOWN))
