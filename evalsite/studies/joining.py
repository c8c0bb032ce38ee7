"""From the join link to a session: nobody is stored before he has decided about consent."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest

from evalsite.studies.finishing import finish_when_done
from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.passes import PARAMETER, read_pass
from raters.consent import record_consent
from raters.models import Channel, Rater
from raters.recruiting import join_rater

SEED_BITS = 62
TICKETS = Signer(salt="evalsite.join")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came: by which channel, and under which name of that channel's, if any."""

    recruitment: Recruitment
    external_id: str | None


def read_arrival(study: Study, request: HttpRequest) -> Arrival | None:
    """The channel whose parameter the address carries, else the open link, else None."""
    if PARAMETER in request.GET:
        return read_rehearsal(study, request.GET[PARAMETER])
    arrivals = study.recruitments.select_related("channel").exclude(
        channel__kind=Channel.Kind.SIMULATED
    )
    fallback = None
    for recruitment in arrivals:
        name = recruitment.channel.id_parameter
        if name and (external_id := request.GET.get(name, "").strip()):
            return Arrival(recruitment, external_id) if is_plain(external_id) else None
        if recruitment.channel.kind == Channel.Kind.OPEN:
            fallback = Arrival(recruitment, None)
    return fallback


def read_rehearsal(study: Study, signed: str) -> Arrival | None:
    """A bot of our own; its channel exists since its pass was made."""
    name = read_pass(study, signed)
    recruitment = study.recruitments.filter(channel__kind=Channel.Kind.SIMULATED).first()
    return Arrival(recruitment, name) if name and recruitment else None


def is_plain(external_id: str) -> bool:
    """A panel's identifier is a short run of printable characters; anything else is nobody's."""
    return len(external_id) <= 100 and external_id.isprintable()


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
    """Free the places of those who went away; their votes stay.

    Who answered everything and closed the page before it could say thanks has finished.
    """
    for session in study.sessions.overdue().select_related("study"):
        if not finish_when_done(session):
            session.finish(Session.Outcome.TIMED_OUT)


@transaction.atomic
def begin_session(
    *, study: Study, arrival: Arrival, rater: Rater | None, ticket: str, agreed: bool
) -> Session:
    """Record the decision and begin a session, or return the one another click began.

    Joins of one study queue at its row: a place is never given twice, nor a person two sessions.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    rater = rater or meet_rater(arrival, ticket)
    known = resumable_session(study, rater)
    if known is not None:
        return known
    full = is_full(study)
    session = create_session(study, arrival.recruitment, rater)
    record_consent(
        rater=rater, text=study.consent_text, agreed=agreed, purpose=session.consent_purpose
    )
    if not agreed:
        session.finish(Session.Outcome.NO_CONSENT)
    elif full:
        session.finish(Session.Outcome.STUDY_FULL)
    return session


def draw_ticket() -> str:
    """What the welcome page of an open link sends back: two clicks on it are one rater."""
    return TICKETS.sign(str(uuid.uuid4()))


def meet_rater(arrival: Arrival, ticket: str) -> Rater:
    channel = arrival.recruitment.channel
    if arrival.external_id is not None:
        simulated = channel.kind == Channel.Kind.SIMULATED
        return join_rater(channel=channel, external_id=arrival.external_id, simulated=simulated)
    try:
        code = uuid.UUID(TICKETS.unsign(ticket))
    except (BadSignature, ValueError):
        code = uuid.uuid4()
    return Rater.objects.get_or_create(code=code, defaults={"channel": channel})[0]


def create_session(study: Study, recruitment: Recruitment, rater: Rater) -> Session:
    last = latest_session(study, rater)
    return Session.objects.create(
        study=study,
        recruitment=recruitment,
        rater=rater,
        number=last.number + 1 if last else 1,
        seed=secrets.randbits(SEED_BITS),
    )
