"""Serves the three pictures of a trial. Every trial has addresses of its own: one that recurred
would tell which pictures are the same, and so which trials are traps."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from evalsite.studies.models import Study, Trial
from evalsite.studies.rules.presenting import PRESENTING
from imgcodecs.blind import shown_path

FILES = {"original": F("crop__file_code"), "a": F("file_a"), "b": F("file_b")}
# Files never change once shown, so that the browser may keep them for ever.
FOREVER = "private, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, code: UUID, name: str) -> HttpResponseBase:
    if name not in FILES:
        raise Http404
    response = serve(find_file(code, name))
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = FOREVER
    return response


def find_file(code: UUID, name: str) -> UUID:
    """The file of a trial's picture, where its study shows such a picture at all."""
    asked = Trial.objects.filter(code=code).values_list(FILES[name], "study__presentation").first()
    if asked is None:
        raise Http404
    file_code: UUID = asked[0]
    if name not in PRESENTING[Study.Presentation(asked[1])].pictures:
        raise Http404
    return file_code


def serve(file_code: UUID) -> HttpResponseBase:
    path = shown_path(settings.SHOWN_ROOT, file_code)
    if settings.SHOWN_ACCEL_PREFIX:
        inside = path.relative_to(settings.SHOWN_ROOT)
        return HttpResponse(headers={"X-Accel-Redirect": f"{settings.SHOWN_ACCEL_PREFIX}{inside}"})
    try:
        return FileResponse(path.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
