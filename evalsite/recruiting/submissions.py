"""What Prolific tells of a submission, and what follows: who leaves gives his place back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from evalsite.recruiting.models import Delivery
from evalsite.recruiting.signing import HookRefused
from evalsite.studies.models import Session
from evalsite.studies.visits.quotas import time_out
from raters.models import Channel

EVENT_TYPE = "submission.status.change"
LEAVING = {"RETURNED", "TIMED-OUT"}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Submission:
    """Of the event's fields those we need."""

    code: str  # Prolific's SESSION_ID
    participant: str  # Prolific's PROLIFIC_PID; empty where it is not told
    status: str


def read_submission(body: bytes) -> Submission | None:
    """The submission a webhook is about; None when it is about something else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise HookRefused(400, "the body is not a JSON object")
    if told.get("event_type") != EVENT_TYPE:
        return None
    fields = [told.get(name, "") for name in ("resource_id", "participant_id", "status")]
    if not all(map(is_short_text, fields)) or not fields[0]:
        raise HookRefused(400, "resource_id, participant_id and status must be short texts")
    return Submission(*fields)


def is_short_text(told: object) -> bool:
    return isinstance(told, str) and len(told) <= LONGEST and (told.isprintable() or not told)


@transaction.atomic
def take_once(*, body: bytes, timestamp: str, event: str) -> None:
    """Act on a webhook whose signature was checked, once.

    The same signed request again is a replay, and refused. Prolific sends an event again, signed
    anew, when our answer was lost: that one is acknowledged, as its documentation asks.
    """
    submission = read_submission(body)
    digest = hashlib.sha256(timestamp.encode() + body).hexdigest()
    event_digest = hashlib.sha256(event.encode()).hexdigest() if event else None
    try:
        with transaction.atomic():
            Delivery.objects.create(digest=digest, event_digest=event_digest)
    except IntegrityError:
        if Delivery.objects.filter(digest=digest).exists():
            raise HookRefused(409, "it was taken before") from None
        return
    if submission is not None:
        free_place(submission)


def free_place(submission: Submission) -> None:
    """End the running visit of somebody who returned his submission or ran out of time there.

    Nothing says whether we know the submission; the votes he gave stay.
    """
    if submission.status.upper().replace(" ", "-") not in LEAVING:
        return
    running = Session.objects.running().filter(
        panel_session=submission.code, recruitment__channel__kind=Channel.Kind.PROLIFIC
    )
    if submission.participant:
        running = running.filter(rater__external_id=submission.participant)
    for session in running.select_for_update(of=("self",)).select_related("study"):
        time_out(session)
