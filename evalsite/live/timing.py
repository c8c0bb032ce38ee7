"""Times every request; keeps the slow ones. Nothing here may ever break or delay an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evalsite.live.slow import SLOW_LOG

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


def time_requests(get_response: Handler) -> Handler:
    """A body that is streamed (an image) is sent after the clock stops."""

    def answer(request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        response = get_response(request)
        took_ms = (perf_counter() - begun) * 1000
        # 0 keeps none.
        if 0 < settings.SLOW_REQUEST_MS < took_ms:
            try:
                SLOW_LOG.note(request, response.status_code, took_ms)
            except Exception:
                logger.warning("a slow request was not noted", exc_info=True)
        return response

    return answer
