"""How many are wanted: raters, by each way, votes, and sessions at a time.

A running session holds its place, and the votes it will bring; both are free again when it ends
without them.
"""

from __future__ import annotations

from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.visits.finishing import finish_when_done
from raters.models import Channel, Rater

FULL, BUSY = "full", "busy"


def find_obstacle(study: Study, way: Recruitment, rater: Rater | None) -> str:
    """Why nobody can be let in by this way just now: full, busy, or nothing.

    Asked for good only under the lock on the study's row (`begin_session`).
    """
    time_out_overdue(study)
    if way.channel.kind == Channel.Kind.SIMULATED:
        return ""  # bots hold no places and need none
    if is_taken(study, None, rater, study.raters_wanted):
        return FULL
    if way.places is not None and is_taken(study, way, rater, way.places):
        return FULL
    if study.votes_wanted is not None and promised_votes(study) >= study.votes_wanted:
        return FULL
    return BUSY if is_crowded(study) else ""


def time_out_overdue(study: Study) -> None:
    """Free the places of those who went away; their votes stay."""
    for session in study.sessions.overdue().select_related("study"):
        time_out(session)


def time_out(session: Session) -> None:
    """End a visit that nobody goes on with.

    Who answered everything and closed the page before it could say thanks has finished.
    """
    if not finish_when_done(session):
        session.finish(Session.Outcome.TIMED_OUT)


def is_taken(study: Study, way: Recruitment | None, rater: Rater | None, wanted: int) -> bool:
    """Whether others hold every place. Somebody who comes a second time has his own."""
    holding = study.sessions.holding_places()
    if way is not None:
        holding = holding.filter(recruitment=way)
    if rater is not None:
        holding = holding.exclude(rater=rater)
    return holding.values("rater").distinct().count() >= wanted


def promised_votes(study: Study) -> int:
    """Votes that count, and those that running sessions will bring.

    A visit in use has every answer: the visits are counted, not a million votes at each arrival.
    """
    used = study.sessions.filter(used=True, rater__simulated=False).count()
    return (used + count_running(study)) * study.trials_per_session


def is_crowded(study: Study) -> bool:
    return study.sessions_at_once is not None and count_running(study) >= study.sessions_at_once


def count_running(study: Study) -> int:
    return study.sessions.running().filter(rater__simulated=False).count()
