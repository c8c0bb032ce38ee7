"""Photographs come and go. Every file is answered for: kept, or refused by name with its reason."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from evalsite.bodies import bounds_its_body
from evalsite.encoding.bounded import BoundedUploadHandler
from evalsite.encoding.forms import CreditForm, ShelfForm
from evalsite.encoding.models import Photograph
from evalsite.encoding.receiving import (
    PhotographRefused,
    receive_photograph,
    remove_photograph,
    say_too_large,
)
from evalsite.encoding.views.drafts import draft_only
from evalsite.studies.models import Study
from evalsite.studies.views.start import own_study

logger = logging.getLogger(__name__)
Arrival = tuple[str, Path, int]  # name, file, size in bytes


@bounds_its_body
@csrf_exempt  # `receive` is protected: nobody's files are read before it is known who sends them
@require_POST
@draft_only
def upload(request: HttpRequest, study: Study) -> HttpResponse:
    request.upload_handlers = [BoundedUploadHandler(request)]
    return receive(request, study)


@csrf_protect
def receive(request: HttpRequest, study: Study) -> HttpResponse:
    arrived = [
        (file.name or "", Path(file.temporary_file_path()), file.size or 0)
        for file in request.FILES.getlist("photographs")
        if isinstance(file, TemporaryUploadedFile)
    ]
    return take_all(request, study, arrived)


@require_POST
@draft_only
def take(request: HttpRequest, study: Study) -> HttpResponse:
    """Photographs from a folder of the server."""
    form = ShelfForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such folder or file among those offered."))
        return redirect("encoding:add", slug=study.slug)
    arrived = [(file.name, file.path, file.size_bytes) for file in form.chosen_files()]
    return take_all(request, study, arrived)


def take_all(request: HttpRequest, study: Study, arrived: Iterable[Arrival]) -> HttpResponse:
    form = CreditForm(request.POST)
    if not form.is_valid():
        said = _(
            "Category: one line of at most 50 characters that does not begin with =, +, - or @, "
            "which a spreadsheet would compute. Attribution: one line of at most 200."
        )
        messages.error(request, said)
        return redirect("encoding:add", slug=study.slug)
    kept = 0
    for name, path, size_bytes in arrived:
        try:
            if size_bytes > path.stat().st_size:
                raise PhotographRefused(say_too_large(size_bytes))
            receive_photograph(study=study, path=path, file_name=name, credit=form.credit())
            kept += 1
        except PhotographRefused as refusal:
            messages.error(request, f"{name}: {refusal}")
        except OSError:
            logger.exception("photograph %r", name)
            messages.error(request, f"{name}: {_('it could not be read or kept; see the log')}")
    return answer(request, study, kept)


def answer(request: HttpRequest, study: Study, kept: int) -> HttpResponse:
    """The page's script sends one file a request and loads the page at the end."""
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    if kept:
        said = ngettext("%(kept)d photograph kept.", "%(kept)d photographs kept.", kept)
        messages.success(request, said % {"kept": kept})
    return redirect("encoding:add", slug=study.slug)


@require_POST
@draft_only
def remove(request: HttpRequest, study: Study, code: UUID) -> HttpResponse:
    photograph = get_object_or_404(study.photographs, code=code)
    try:
        remove_photograph(photograph)
    except PhotographRefused as refusal:
        messages.error(request, f"{photograph.name}: {refusal}")
    return redirect("encoding:add", slug=study.slug)


@require_safe
@login_required
def thumbnail(request: HttpRequest, slug: str, code: UUID) -> HttpResponseBase:
    photograph = get_object_or_404(Photograph, study=own_study(request.user, slug), code=code)
    try:
        response = FileResponse(photograph.thumbnail_path.open("rb"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response
