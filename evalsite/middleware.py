from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

Handler = Callable[[HttpRequest], HttpResponse]


def drop_unreadable_cookies(get_response: Handler) -> Handler:
    """A NUL in a cookie is no name of a session, and PostgreSQL would refuse the look-up."""

    def answer(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return answer


def content_security_policy(get_response: Handler) -> Handler:
    """Put the strict policy on every answer that did not bring one of its own (the report does)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer


def keep_from_caches(get_response: Handler) -> Handler:
    """Nothing is kept by a browser or a proxy but what says that it may be, as pictures do."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return answer


def send_no_body_to_head(get_response: Handler) -> Handler:
    """The length stands in its header already; Gunicorn would drop the body with a warning each."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    return answer
