"""Beginning a check, and what a rater's checks have said so far."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now

from raters.checks.steps import PASSED
from raters.models import Rater, ScreeningAttempt
from raters.policies import CHECKS, freeze_policy
from raters.rejudging import judge_anew

SEED_BITS = 63
# A check takes minutes: one of another browser that has stood for so long is nobody's any more.
ABANDONED_AFTER = timedelta(hours=2)


def begin_attempt(
    *,
    rater: Rater,
    check: str,
    policy: Mapping[str, Any],
    return_path: str,
    minutes_left: int,
    purpose: str = "",
    holds: Collection[str] = (),
    asked_by: str = "",
) -> ScreeningAttempt:
    """Go on with the rater's running attempt, whatever its rules, or begin one under these.

    `asked_by` marks whose study it is: another's attempt, begun in another browser, neither stands
    in the way nor is gone on with.

    A reload, a second tab or another browser finds the same items again: the constraint on running
    attempts holds it. One begun for a visit that this browser does not hold stays as it is, and
    its pages refuse this browser; left alone for long, it begins afresh.
    """
    check_return_path(return_path)
    rules = freeze_policy(check, policy)
    new = {
        "policy": rules,
        "return_path": return_path,
        "purpose": purpose,
        "asked_by": asked_by,
    }
    held = {purpose, *holds}
    attempt = find_running(rater, check, asked_by, held) or create_attempt(rater, check, new)
    if not is_held(attempt, held):
        if attempt.started_at > now() - ABANDONED_AFTER:
            return attempt
        restart_attempt(attempt, new)
    if (attempt.return_path, attempt.minutes_left) != (return_path, max(0, minutes_left)):
        attempt.return_path, attempt.minutes_left = return_path, max(0, minutes_left)
        attempt.save(update_fields=["return_path", "minutes_left"])
    return attempt


def is_held(attempt: ScreeningAttempt, holds: Collection[str]) -> bool:
    """Whether somebody with these visits may go on with the attempt, or build on its pass."""
    return not attempt.purpose or attempt.purpose in holds


@transaction.atomic
def restart_attempt(attempt: ScreeningAttempt, new: Mapping[str, Any]) -> None:
    """Fresh items for somebody else's visit; what was answered before is nobody's."""
    attempt.answers.all().delete()
    attempt.seed, attempt.started_at = secrets.randbits(SEED_BITS), now()
    for name, value in new.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=["seed", "started_at", *new])


def check_return_path(path: str) -> None:
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise ValueError(f"return_path must be a path on this site, got {path!r}")


def find_running(
    rater: Rater, check: str, asked_by: str = "", holds: Collection[str] = ()
) -> ScreeningAttempt | None:
    """The attempt to go on with: one that is held, whoever asked for it, or this asker's own."""
    running = ScreeningAttempt.objects.running().filter(rater=rater, check_name=check)
    found = list(running.order_by("pk"))
    held = [attempt for attempt in found if is_held(attempt, holds)]
    own = [attempt for attempt in found if attempt.asked_by == asked_by]
    return next(iter(held + own), None)


def create_attempt(rater: Rater, check: str, new: Mapping[str, Any]) -> ScreeningAttempt:
    try:
        with transaction.atomic():
            return ScreeningAttempt.objects.create(
                rater=rater, check_name=check, seed=secrets.randbits(SEED_BITS), **new
            )
    except IntegrityError:
        if found := find_running(rater, check, new["asked_by"]):
            return found
        raise


@dataclass(frozen=True, slots=True)
class Standing:
    """The attempt that speaks for a rater, and its outcome under the rules asked for."""

    attempt: ScreeningAttempt
    outcome: str


def standings(
    rater: Rater,
    *,
    needs: Mapping[str, Mapping[str, Any]] | None = None,
    holds: Collection[str] | None = None,
    asked_by: str = "",
) -> dict[str, Standing]:
    """What each check says of a rater under these rules: one query, two where rules differ.

    Attempts that cannot speak for the rules a study asks for are left out: the check is then taken
    again. Of those that can, the first one stands, or else whoever failed could try again by way
    of a study with other rules; of the screen, which may be changed, the latest.

    With the visits a browser holds, only passes of those count: a panel's name for a person can be
    guessed, and nobody takes part on another's passes. A failure counts for them too, and for
    whoever asked for it, in any browser: but not for others, or whoever has a study of his own
    could screen out everybody's people by failing in their names.
    """
    rules = {check: freeze_policy(check, asked) for check, asked in (needs or {}).items()}
    finished = ScreeningAttempt.objects.valid().filter(rater=rater).order_by("started_at", "pk")
    found: dict[str, Standing] = {}
    for attempt, outcome in judge_anew(list(finished), rules):
        if holds is not None and not counts(attempt, outcome, holds, asked_by):
            continue
        if outcome and (attempt.check_name == "device" or attempt.check_name not in found):
            found[attempt.check_name] = Standing(attempt, outcome)
    return found


def counts(
    attempt: ScreeningAttempt, outcome: str | None, holds: Collection[str], asked_by: str
) -> bool:
    """Whether an attempt speaks for a rater in a browser that holds these visits."""
    if is_held(attempt, holds):
        return True
    return outcome != PASSED and attempt.asked_by in {"", asked_by}


def record_simulated_attempt(
    *, rater: Rater, check: str, passed: bool, policy: Mapping[str, Any] | None = None
) -> ScreeningAttempt:
    """What a bot's check came to, under the rules a study asks for; refuses for people."""
    if not rater.simulated:
        raise ValueError(f"rater {rater.code} is a person: the checks are taken, not written")
    return ScreeningAttempt.objects.create(
        rater=rater,
        check_name=check,
        policy=freeze_policy(check, policy or {}),
        seed=secrets.randbits(SEED_BITS),
        return_path="/",
        finished_at=now(),
        outcome=PASSED if passed else CHECKS[check].failed,
        measured={"simulated": True},
    )
