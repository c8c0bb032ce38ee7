"""A rater takes his answers back: the one way a vote is ever deleted, and it is logged as such."""

from __future__ import annotations

import logging

from django.db import transaction

from evalsite.studies.models import Session, Vote
from raters.consent import withdraw_consent
from raters.models import Rater

logger = logging.getLogger(__name__)


def withdraw(rater: Rater, session: Session) -> int:
    """Delete the votes of a session and end it; says how many votes went."""
    with transaction.atomic():
        erased = Vote.objects.filter(trial__session=session, trial__session__rater=rater).erase()
        withdraw_consent(rater=rater, text=session.study.consent_text)
        if session.finished_at is None:
            session.finish(Session.Outcome.WITHDRAWN)
        else:
            # The outcome he was paid by stands; only the answers go.
            session.used = False
            session.save(update_fields=["used"])
    logger.warning("session %s: %d votes erased on the rater's request", session.code, erased)
    return erased
