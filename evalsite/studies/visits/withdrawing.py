"""A rater takes his answers back: the one way a vote is ever deleted, and it is logged as such."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.timezone import now

from evalsite.studies.models import Session, Vote
from evalsite.studies.pool.asking import ask_at_end
from evalsite.studies.visits.flickering import withdraw_flicker
from raters.consent import withdraw_consent
from raters.erasing import erase_screening
from raters.models import Rater

logger = logging.getLogger(__name__)


@transaction.atomic
def withdraw(rater: Rater, session: Session) -> int:
    """Delete the votes of a session and end it; says how many votes went.

    It queues with the votes of the session at its row, so that none arrives behind its back.
    """
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk, rater=rater)
    erased = Vote.objects.filter(trial__session=session).erase()
    withdraw_consent(rater=rater, text=session.study.consent_text, purpose=session.consent_purpose)
    withdraw_flicker(session)
    session.withdrawn_at, session.used = now(), False
    session.save(update_fields=["withdrawn_at", "used"])
    # Who has been paid by an outcome keeps it; only the answers go.
    session.finish(Session.Outcome.WITHDRAWN)
    ask_at_end(session.study)
    if not rater.sessions.filter(withdrawn_at=None).exists():  # the checks serve no other visit
        erase_screening(rater=rater)
    logger.warning("session %s: %d votes erased on the rater's request", session.code, erased)
    return erased
