"""What surrounds the taking of a vote: its size, form and token first, its refusals as JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.vary import vary_on_cookie

from evalsite.bodies import UNREADABLE, bounds_its_body, is_longer
from evalsite.studies.trials.refusals import VoteRefused

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest, UUID], HttpResponse]
MOST_BYTES = 16_384  # a vote of our page has about 500
MOST_FIELDS = 40  # more than a vote has: another version of the page may send more or fewer
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
tokens = CsrfViewMiddleware(lambda request: HttpResponse())


def posted_vote(view: View) -> View:
    """Answer every refusal in JSON and log it, without a word of who it was or what was sent.

    Exempt from the site's own check of the token, which would read a body of any size first: the
    same check is made here, after the size is known.
    """

    @bounds_its_body
    @csrf_exempt
    @never_cache
    @vary_on_cookie  # always: whether we had to read the browser's session tells nothing
    @wraps(view)
    def answer(request: HttpRequest, code: UUID) -> HttpResponse:
        try:
            check_envelope(request)
            if tokens.process_view(request, view, (), {}) is not None:
                raise VoteRefused("token")
            return find_own(view, request, code)
        except VoteRefused as refusal:
            return refuse(refusal, code)

    return answer


def check_envelope(request: HttpRequest) -> None:
    """Refuse what cannot be a vote, by its headers alone as far as they tell."""
    if request.method != "POST":
        raise VoteRefused("method")
    if request.content_type not in FORMS:
        raise VoteRefused("content_type")
    if is_longer(request, MOST_BYTES):
        raise VoteRefused("too_large")
    try:
        check_fields(request)
    except RequestDataTooBig:
        raise VoteRefused("too_large") from None
    except UNREADABLE:
        raise VoteRefused("fields") from None


def check_fields(request: HttpRequest) -> None:
    fields = request.POST
    single = all(len(values) == 1 for _, values in fields.lists())
    if request.FILES or len(fields) > MOST_FIELDS or not single:
        raise VoteRefused("fields")


def find_own(view: View, request: HttpRequest, code: UUID) -> HttpResponse:
    try:
        return view(request, code)
    except Http404:
        raise VoteRefused("no_visit") from None
    except PermissionDenied:
        raise VoteRefused("signed_out") from None


def refuse(refusal: VoteRefused, code: UUID) -> HttpResponse:
    # A visit's code opens nothing without its browser's cookie, and names nobody.
    logger.warning("vote refused, %d %s, visit %s", refusal.status, refusal, code)
    told = {"taken": False, "problem": refusal.problem, "reason": refusal.reason}
    headers = {"Allow": "POST"} if refusal.status == 405 else {}
    return JsonResponse(told, status=refusal.status, headers=headers)
