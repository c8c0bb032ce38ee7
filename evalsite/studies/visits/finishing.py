"""The end of a session: accept (pay the rater) and use (keep the votes) are two decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Least

from evalsite.studies.models import Session, Trial
from evalsite.studies.pool.asking import ask_at_end

# Pairs are looked at one after the other, so all times together have passed since the first one
# was planned. Two tabs may have measured at once, one of them left open: a pair counts for a minute
# at the most. The slack is for a server's clock that was set meanwhile.
MOST_MS_A_PAIR = 60_000
SLACK_SHARE, SLACK = 1.2, timedelta(minutes=1)
Unused = Session.Unused
TALLY = {
    "answered": Count("vote", filter=Q(position__gte=0)),
    "traps": Count("vote", filter=Q(kind=Trial.Kind.TRAP)),
    "right": Count("vote", filter=Q(kind=Trial.Kind.TRAP, vote__choice=F("expected"))),
    "claimed_ms": Sum(
        Least("vote__response_ms", Value(MOST_MS_A_PAIR)), filter=Q(vote__isnull=False)
    ),
    "began": Min("planned_at"),
    "ended": Max("vote__arrived_at"),
}


def finish_when_done(session: Session) -> bool:
    """End a session whose every trial is answered; says whether it has ended."""
    if session.finished_at is not None:
        return True
    tally = session.trials.aggregate(**TALLY)
    if tally["answered"] < session.study.trials_per_session:
        return False
    share = tally["right"] / tally["traps"]
    session.accepted = share >= session.study.accept_trap_share
    session.unused_because = find_doubt(session, share, tally)
    session.used = not session.unused_because
    session.finish(
        Session.Outcome.COMPLETED if session.accepted else Session.Outcome.FAILED_ATTENTION
    )
    ask_at_end(session.study)
    return True


def find_doubt(session: Session, share: float, tally: dict[str, Any]) -> str:
    """Why the votes are not used, or nothing. Whether to pay in spite of it a person decides."""
    if share < session.study.use_trap_share:
        return Unused.TRAPS
    lived = could_have_lived(tally["claimed_ms"], tally["began"], tally["ended"])
    # A bot of our own says how long it would have looked.
    return "" if lived or session.rater.simulated else Unused.TIMES


def could_have_lived(claimed_ms: int, began: datetime, ended: datetime) -> bool:
    """Whether what the page says it measured fits between the first pair and the last answer."""
    return timedelta(milliseconds=claimed_ms) <= SLACK_SHARE * (ended - began) + SLACK
