"""How much of a request's body is read before it is known who sends it.

The check of the token reads the whole form first, and Django's own limit leaves files out: anybody
could fill the disk. Nothing of a file reaches the disk except where a view says so, and it asks
for a log-in first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from evalsite.middleware import Handler
from evalsite.views import show_problem

logger = logging.getLogger(__name__)
Read = TypeVar("Read", bound=Callable[..., Any])
MARK = "bounds_its_body"
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)


class BodyRefused(Exception):
    """The body is not read, or not to its end."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def bounds_its_body(view: Read) -> Read:
    """Mark a view that looks at a body's length, or asks who sends it, before it reads any."""
    setattr(view, MARK, True)
    return view


class NoFiles(FileUploadHandler):
    """Ends the reading where a file begins."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BodyRefused(415)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class BoundBodies:
    """Refuses what is too large by its length alone, and files wherever none are expected.

    It stands before the check of the token, which would read everything.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, MARK, False):
            return None
        try:
            check_length(request)
            check_files(request)
        except BodyRefused as refusal:
            logger.warning("a body was refused, %d, %s", refusal.status, request.path)
            return refuse_body(request, refusal.status)
        return None


def check_length(request: HttpRequest) -> None:
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        raise BodyRefused(411)  # sent in pieces: how long it will be, nobody says
    if is_longer(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        raise BodyRefused(413)


def is_longer(request: HttpRequest, most_bytes: int) -> bool:
    """By what its header says; one that says nothing readable is."""
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    return not length.isdecimal() or int(length) > most_bytes


def check_files(request: HttpRequest) -> None:
    """Read a multipart form here, before anybody else does with handlers that would store it."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return
    request.upload_handlers = [NoFiles(request)]
    try:
        _read = request.POST
    except UNREADABLE:
        return  # refused as such by whoever reads it next


def refuse_body(request: HttpRequest, status: int) -> HttpResponse:
    what = _("This page takes no files.")
    if status != 415:
        what = _("What your browser sent is larger than this page takes.")
    todo = _("Go back, reload the page and try again.")
    return show_problem(request, what=what, todo=todo, status=status)
