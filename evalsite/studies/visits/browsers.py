"""Which visits a browser may go on with.

A panel's name for a person can be guessed, and one person takes part in several studies: knowing
the rater is not enough. A browser holds the visits it began, or proved to be its own.
"""

from __future__ import annotations

from django.http import HttpRequest

from evalsite.studies.models import Session

MOST_VISITS = 50


def hold_visit(request: HttpRequest, session: Session) -> None:
    """From now on this browser goes on with the visit; a second person starts with none."""
    rater, code = str(session.rater.code), str(session.code)
    held = held_visits(request) if request.session.get("rater") == rater else []
    request.session["rater"] = rater
    request.session["visits"] = [*(each for each in held if each != code), code][-MOST_VISITS:]


def held_visits(request: HttpRequest) -> list[str]:
    visits: list[str] = request.session.get("visits", [])
    return visits


def holds_visit(request: HttpRequest, session: Session) -> bool:
    return str(session.code) in held_visits(request)
