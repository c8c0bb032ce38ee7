"""Where Prolific tells of submissions. No identifier it sends is ever logged."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt

from evalsite.bodies import bounds_its_body, is_longer
from evalsite.recruiting.signing import (
    EVENT_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    HookRefused,
    check_age,
    check_signature,
)
from evalsite.recruiting.submissions import take_once

logger = logging.getLogger(__name__)
MOST_BYTES = 20_000


@bounds_its_body
@csrf_exempt
def prolific(request: HttpRequest) -> HttpResponse:
    """Takes a webhook signed by Prolific; without a secret there is no such page."""
    if not settings.PROLIFIC_WEBHOOK_SECRETS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        receive(request)
    except HookRefused as refusal:
        logger.warning("a webhook was refused: %s", refusal)
        return HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain")
    return HttpResponse(status=204)


def receive(request: HttpRequest) -> None:
    body = read_body(request)
    timestamp = request.headers.get(TIMESTAMP_HEADER, "")
    check_signature(
        secrets=settings.PROLIFIC_WEBHOOK_SECRETS,
        timestamp=timestamp,
        body=body,
        signature=request.headers.get(SIGNATURE_HEADER, ""),
    )
    most_s = settings.PROLIFIC_WEBHOOK_MAX_AGE_S
    check_age(timestamp=timestamp, now_s=time.time(), most_s=most_s)
    take_once(body=body, timestamp=timestamp, event=request.headers.get(EVENT_HEADER, ""))


def read_body(request: HttpRequest) -> bytes:
    """The body as it was signed; a large one is not even read."""
    if is_longer(request, MOST_BYTES):
        raise HookRefused(413, f"at most {MOST_BYTES} bytes are read")
    return request.body
