"""From the join link to a session: nobody is stored before he has decided about consent."""

from __future__ import annotations

import secrets
import uuid

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import constant_time_compare, salted_hmac

from evalsite.studies.models import Session, Study
from evalsite.studies.visits.arriving import Arrival
from evalsite.studies.visits.browsers import holds_visit
from evalsite.studies.visits.quotas import BUSY, FULL, find_obstacle
from raters.consent import record_consent
from raters.models import Channel, Rater
from raters.recruiting import join_rater

SEED_BITS = 62
TICKETS = TimestampSigner(salt="evalsite.join")
TICKET_VALID_S = 60 * 60


class StudyBusy(Exception):
    """As many as the study takes at a time are at it: nothing was stored."""


def known_rater(arrival: Arrival, request: HttpRequest) -> Rater | None:
    """The person, where we have met him: by the panel's id, else by this browser's cookie."""
    raters = Rater.objects.filter(channel=arrival.recruitment.channel)
    if arrival.external_id is not None:
        return raters.filter(external_id=arrival.external_id).first()
    code = request.session.get("rater")
    return raters.filter(code=code, external_id=None).first() if code else None


def resumable_session(study: Study, rater: Rater) -> Session | None:
    """The session to go on with: a running one, or the last when no further one is allowed."""
    visits = list(study.sessions.filter(rater=rater).order_by("number"))
    last = visits[-1] if visits else None
    if last is None or last.finished_at is None:
        return last
    if last.outcome == Session.Outcome.STUDY_FULL:
        return None  # a place may have become free since
    if last.outcome == Session.Outcome.TIMED_OUT and last.at_work_since is None:
        return None  # nothing was done in it: there is nothing to gain by another
    completed = [visit for visit in visits if visit.outcome == Session.Outcome.COMPLETED]
    may_come_again = last in completed and len(completed) < study.sessions_per_rater
    return None if may_come_again else last


def find_earlier(request: HttpRequest, study: Study, rater: Rater) -> tuple[int, Session | None]:
    """How often the person has completed the study, and the last visit of these.

    Told only to a browser that holds that visit: an identifier alone can be guessed.
    """
    completed = study.sessions.filter(rater=rater, outcome=Session.Outcome.COMPLETED)
    visits = list(completed.select_related("rater", "recruitment__channel").order_by("number"))
    if not visits or not holds_visit(request, visits[-1]):
        return 0, None
    return len(visits), visits[-1]


def is_own(request: HttpRequest, arrival: Arrival, session: Session) -> bool:
    """Whether this browser may go on with the session.

    A person's identifier can be guessed, so another browser has to know the panel's name of this
    very visit as well.
    """
    if arrival.external_id is None or holds_visit(request, session):
        return True  # an open link knows people by their cookie alone
    named = arrival.panel_session and session.panel_session
    return bool(named) and constant_time_compare(arrival.panel_session, session.panel_session)


def note_submission(session: Session, arrival: Arrival) -> None:
    """The panel may give the person a new name for the visit he is in the middle of."""
    renamed = arrival.panel_session and arrival.panel_session != session.panel_session
    if renamed and session.finished_at is None:
        session.panel_session = arrival.panel_session
        session.save(update_fields=["panel_session"])


def is_begun_with(session: Session, ticket: uuid.UUID) -> bool:
    """Whether the session was begun on the welcome page that was given this ticket."""
    return session.code == derive_code(ticket, session.study, session.rater, session.number)


@transaction.atomic
def begin_session(
    *, study: Study, arrival: Arrival, rater: Rater | None, ticket: uuid.UUID, agreed: bool
) -> Session:
    """Record the decision and begin a session, or return the one another click began.

    Joins of one study queue at its row: a place is never given twice, nor a person two sessions.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    rater = rater or meet_rater(arrival, ticket)
    known = resumable_session(study, rater)
    if known is not None:
        return known
    obstacle = find_obstacle(study, arrival.recruitment, rater)
    if agreed and obstacle == BUSY:
        raise StudyBusy
    session = create_session(study, arrival, rater, ticket)
    record_consent(
        rater=rater, text=study.consent_text, agreed=agreed, purpose=session.consent_purpose
    )
    if not agreed:
        session.finish(Session.Outcome.NO_CONSENT)
    elif obstacle == FULL:
        session.finish(Session.Outcome.STUDY_FULL)
    return session


def draw_ticket(request: HttpRequest) -> str:
    """What a welcome page sends back: two clicks on it are one rater and one session."""
    get_token(request)  # gives the browser its secret, if it has none yet
    return TICKETS.sign(f"{uuid.uuid4()} {mark_browser(request)}")


def read_ticket(request: HttpRequest, ticket: str) -> uuid.UUID:
    """The code that the ticket stands for.

    One that is not ours, of another browser or older than an hour stands for a new one: it opens
    nothing that was begun with it.
    """
    try:
        code, _, mark = TICKETS.unsign(ticket, max_age=TICKET_VALID_S).partition(" ")
        if constant_time_compare(mark, mark_browser(request)):
            return uuid.UUID(code)
    except (BadSignature, ValueError):
        pass
    return uuid.uuid4()


def mark_browser(request: HttpRequest) -> str:
    """What ties a welcome page to its browser: of the secret that goes with every form of ours."""
    return salted_hmac("evalsite.join.browser", request.META.get("CSRF_COOKIE", "")).hexdigest()


def derive_code(ticket: uuid.UUID, study: Study, rater: Rater, number: int) -> uuid.UUID:
    """The code of the session that this ticket begins."""
    return uuid.uuid5(ticket, f"{study.pk} {rater.pk} {number}")


def meet_rater(arrival: Arrival, ticket: uuid.UUID) -> Rater:
    channel = arrival.recruitment.channel
    if arrival.external_id is not None:
        simulated = channel.kind == Channel.Kind.SIMULATED
        return join_rater(channel=channel, external_id=arrival.external_id, simulated=simulated)
    return Rater.objects.get_or_create(code=ticket, defaults={"channel": channel})[0]


def create_session(study: Study, arrival: Arrival, rater: Rater, ticket: uuid.UUID) -> Session:
    last = study.sessions.filter(rater=rater).order_by("-number").first()
    number = last.number + 1 if last else 1
    return Session.objects.create(
        code=derive_code(ticket, study, rater, number),
        study=study,
        recruitment=arrival.recruitment,
        rater=rater,
        number=number,
        panel_session=arrival.panel_session,
        seed=secrets.randbits(SEED_BITS),
    )
