"""Which visits a browser may go on with.

A panel's name for a person can be guessed, and one person takes part in several studies: knowing
the rater is not enough. A browser holds the visits it began, or proved to be its own.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from django.http import HttpRequest

from evalsite.studies.models import Session

MOST_VISITS = 50
REMEMBERED_S = 60
MOST_REMEMBERED = 20_000

# Proofs of this process, by browser and visit, and until when each is believed: a rater sends an
# answer every few seconds, and nothing takes a visit away from the browser that has it.
proofs: OrderedDict[tuple[str, str], float] = OrderedDict()


def hold_visit(request: HttpRequest, session: Session) -> None:
    """From now on this browser goes on with the visit; a second person starts with none.

    The cookie it had until now, which somebody else may have put there or copied, opens nothing.
    """
    if goes_on_with(request, session):
        request.session.modified = True  # the cookie lasts from now on
        return
    request.session.cycle_key()
    rater, code = str(session.rater.code), str(session.code)
    held = held_visits(request) if request.session.get("rater") == rater else []
    request.session["rater"] = rater
    request.session["visits"] = [*(each for each in held if each != code), code][-MOST_VISITS:]


def held_visits(request: HttpRequest) -> list[str]:
    visits: list[str] = request.session.get("visits", [])
    return visits


def holds_visit(request: HttpRequest, session: Session) -> bool:
    return str(session.code) in held_visits(request)


def goes_on_with(request: HttpRequest, session: Session) -> bool:
    """Whether this browser is the rater's own, and holds the visit."""
    own = request.session.get("rater") == str(session.rater.code)
    return own and holds_visit(request, session)


def went_on_with(request: HttpRequest, session: Session) -> bool:
    """The same, but of a minute ago at most: for votes, which are many, and for nothing else."""
    proof = (request.session.session_key or "", str(session.code))
    if proofs.get(proof, 0) > time.monotonic():
        return True
    if goes_on_with(request, session):
        remember(proof)
        return True
    return False


def remember(proof: tuple[str, str]) -> None:
    proofs.pop(proof, None)  # the newest stands last
    proofs[proof] = time.monotonic() + REMEMBERED_S
    while len(proofs) > MOST_REMEMBERED:
        proofs.popitem(last=False)
