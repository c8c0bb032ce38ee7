"""The end of a session: accept (pay the rater) and use (keep the votes) are two decisions."""

from __future__ import annotations

from django.db.models import Count, F, Q

from evalsite.studies.models import Session, Trial
from evalsite.studies.pool.asking import ask_at_end


def finish_when_done(session: Session) -> bool:
    """End a session whose every trial is answered; says whether it has ended."""
    if session.finished_at is not None:
        return True
    tally = session.trials.aggregate(
        answered=Count("vote", filter=Q(position__gte=0)),
        traps=Count("vote", filter=Q(kind=Trial.Kind.TRAP)),
        right=Count("vote", filter=Q(kind=Trial.Kind.TRAP, vote__choice=F("expected"))),
    )
    if tally["answered"] < session.study.trials_per_session:
        return False
    share = tally["right"] / tally["traps"]
    session.accepted = share >= session.study.accept_trap_share
    session.used = share >= session.study.use_trap_share
    session.finish(
        Session.Outcome.COMPLETED if session.accepted else Session.Outcome.FAILED_ATTENTION
    )
    ask_at_end(session.study)
    return True
