"""From the join link to a session: nobody is stored before he has decided about consent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from evalsite.studies.models import Recruitment, Session, Study
from raters.consent import record_consent
from raters.models import Channel, Rater
from raters.recruiting import join_rater

SEED_BITS = 62


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came: by which channel, and under which name of that channel's, if any."""

    recruitment: Recruitment
    external_id: str | None


def read_arrival(study: Study, request: HttpRequest) -> Arrival | None:
    """The channel whose parameter the address carries, else the open link, else None."""
    arrivals = study.recruitments.select_related("channel").exclude(
        channel__kind=Channel.Kind.SIMULATED
    )
    fallback = None
    for recruitment in arrivals:
        name = recruitment.channel.id_parameter
        if name and (external_id := request.GET.get(name, "").strip()[:100]):
            return Arrival(recruitment, external_id)
        if recruitment.channel.kind == Channel.Kind.OPEN:
            fallback = Arrival(recruitment, None)
    return fallback


def known_rater(arrival: Arrival, request: HttpRequest) -> Rater | None:
    """The person, where we have met him: by the panel's id, else by this browser's cookie."""
    raters = Rater.objects.filter(channel=arrival.recruitment.channel)
    if arrival.external_id is not None:
        return raters.filter(external_id=arrival.external_id).first()
    code = request.session.get("rater")
    return raters.filter(code=code, external_id=None).first() if code else None


def latest_session(study: Study, rater: Rater) -> Session | None:
    return study.sessions.filter(rater=rater).order_by("-number").first()


def resumable_session(study: Study, rater: Rater) -> Session | None:
    """The session to go on with: a running one, or the last when no further one is allowed."""
    last = latest_session(study, rater)
    if last is None or last.finished_at is None:
        return last
    may_go_on = last.outcome == Session.Outcome.COMPLETED and last.number < study.sessions_per_rater
    return None if may_go_on else last


def is_full(study: Study) -> bool:
    time_out_overdue(study)
    return study.sessions.holding_places().count() >= study.raters_wanted


def time_out_overdue(study: Study) -> None:
    """Free the places of those who went away; their votes stay."""
    study.sessions.overdue().update(
        outcome=Session.Outcome.TIMED_OUT, finished_at=F("last_seen_at")
    )


def begin_session(*, study: Study, arrival: Arrival, rater: Rater | None, agreed: bool) -> Session:
    """Record the decision and begin a session, or return the one another click began."""
    try:
        with transaction.atomic():
            rater = rater or join_rater(
                channel=arrival.recruitment.channel, external_id=arrival.external_id
            )
            session = create_session(study, arrival.recruitment, rater)
            record_consent(rater=rater, text=study.consent_text, agreed=agreed)
            if not agreed:
                session.finish(Session.Outcome.NO_CONSENT)
            elif is_full(study) and not has_place(study, session):
                session.finish(Session.Outcome.STUDY_FULL)
            return session
    except IntegrityError:
        assert rater is not None
        return study.sessions.get(rater=rater, finished_at=None)


def has_place(study: Study, session: Session) -> bool:
    ahead = study.sessions.holding_places().filter(pk__lt=session.pk).count()
    return ahead < study.raters_wanted


def create_session(study: Study, recruitment: Recruitment, rater: Rater) -> Session:
    last = latest_session(study, rater)
    return Session.objects.create(
        study=study,
        recruitment=recruitment,
        rater=rater,
        number=last.number + 1 if last else 1,
        seed=secrets.randbits(SEED_BITS),
    )
