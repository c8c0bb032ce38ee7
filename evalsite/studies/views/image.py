"""Serves the three pictures of a trial. Every trial has addresses of its own: one that recurred
would tell which pictures are the same, and so which trials are traps."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from evalsite.studies.models import Trial
from imgcodecs.blind import shown_path

FILES = {"original": F("crop__file_code"), "a": F("file_a"), "b": F("file_b")}
# Files never change once shown, so that the browser may keep them for ever.
FOREVER = "private, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, code: UUID, name: str) -> HttpResponseBase:
    if name not in FILES:
        raise Http404
    file_code = Trial.objects.filter(code=code).values_list(FILES[name], flat=True).first()
    if file_code is None:
        raise Http404
    response = serve(file_code)
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = FOREVER
    return response


def serve(file_code: UUID) -> HttpResponseBase:
    path = shown_path(settings.SHOWN_ROOT, file_code)
    if settings.SHOWN_ACCEL_PREFIX:
        inside = path.relative_to(settings.SHOWN_ROOT)
        return HttpResponse(headers={"X-Accel-Redirect": f"{settings.SHOWN_ACCEL_PREFIX}{inside}"})
    try:
        return FileResponse(path.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
