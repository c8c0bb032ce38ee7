"""Serves what raters load: blinded PNG files under random codes. No query, no cookie."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from imgcodecs.blind import shown_path

# Files never change once written, so that a browser and a CDN may keep them for ever.
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def image(request: HttpRequest, code: UUID) -> HttpResponseBase:
    path = shown_path(settings.SHOWN_ROOT, code)
    response: HttpResponseBase
    if settings.SHOWN_ACCEL_PREFIX:
        response = HttpResponse()
        inside = path.relative_to(settings.SHOWN_ROOT)
        response.headers["X-Accel-Redirect"] = f"{settings.SHOWN_ACCEL_PREFIX}{inside}"
    else:
        try:
            response = FileResponse(path.open("rb"))
        except FileNotFoundError:
            raise Http404 from None
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = FOREVER
    return response
