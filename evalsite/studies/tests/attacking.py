"""A rater's way through the checks in tests, honest or not."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Session, Vote
from evalsite.testing import log_in_rater, make_open_study, make_session, vote_fields
from raters.models import ScreeningAttempt
from raters.policies import CHECKS
from raters.testing import MEASURED, due_item, right_answer, wrong_answer

STAGES = list(CHECKS)


def begin(client: Client, folder: Path) -> Session:
    """A visit of this browser, before every check."""
    session = make_session(make_open_study(folder), screened=False)
    log_in_rater(client, session)
    return session


def come_to(client: Client, session: Session, stage: str) -> ScreeningAttempt:
    """Pass every check before this one, and open it."""
    for check in STAGES[: STAGES.index(stage)]:
        take(client, session, check)
    client.get(session.get_absolute_url(), follow=True)
    return running(session)


def running(session: Session) -> ScreeningAttempt:
    attempt = session.rater.attempts.filter(finished_at=None).order_by("pk").last()
    assert attempt is not None
    return attempt


def take(client: Client, session: Session, check: str, *, right: bool = True) -> ScreeningAttempt:
    client.get(session.get_absolute_url(), follow=True)
    attempt = running(session)
    assert attempt.check_name == check
    while due := due_item(attempt):
        # A control plate read wrongly would blame the screen, and practice decides nothing.
        well = right or due.item["kind"] in {"control", "practice"}
        send(client, attempt, due.position, due.item, right=well)
    return attempt


def send(
    client: Client, attempt: ScreeningAttempt, position: int, item: Any, *, right: bool = True
):
    bad = MEASURED | {"fine_pointer": False}
    if item["kind"] == "screen":
        fields = {"measured": json.dumps(MEASURED if right else bad)}
    else:
        fields = {"given": right_answer(item) if right else wrong_answer(item)}
    data = {"position": position, "response_ms": 700, **fields}
    return client.post(attempt.get_absolute_url(), data)


def addresses(session: Session) -> dict[str, str]:
    names = ("visit", "compare", "block", "done")
    return {name: reverse(f"studies:{name}", args=[session.code]) for name in names}


def expect_nothing_opens(client: Client, session: Session) -> None:
    """Every later address typed in, and a vote sent blindly."""
    for address in addresses(session).values():
        page = client.get(address, follow=True)
        assert "vote-url" not in page.content.decode(), address
    block = client.get(addresses(session)["block"]).json()
    assert block["trials"] == []
    url = reverse("studies:vote", args=[session.code])
    assert client.post(url, vote_fields(trial=uuid.uuid4())).status_code == 404
    assert not session.trials.exists() and not Vote.objects.exists()


def join(client: Client, study, query: str) -> None:
    client.post(study.join_path + query, {"decision": "agree"})
