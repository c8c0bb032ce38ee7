"""Beginning a check, and what a rater's checks have said so far."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now

from raters.checks.steps import PASSED
from raters.models import Rater, ScreeningAttempt
from raters.policies import CHECKS, freeze_policy
from raters.rejudging import judge_anew

SEED_BITS = 63


def begin_attempt(
    *, rater: Rater, check: str, policy: Mapping[str, Any], return_path: str, minutes_left: int
) -> ScreeningAttempt:
    """Go on with the rater's running attempt under these rules, or begin one.

    A reload, a second tab or another browser finds the same items again: the constraint on running
    attempts holds it.
    """
    check_return_path(return_path)
    rules = freeze_policy(check, policy)
    attempt = find_running(rater, check, rules) or create_attempt(rater, check, rules, return_path)
    if (attempt.return_path, attempt.minutes_left) != (return_path, max(0, minutes_left)):
        attempt.return_path, attempt.minutes_left = return_path, max(0, minutes_left)
        attempt.save(update_fields=["return_path", "minutes_left"])
    return attempt


def check_return_path(path: str) -> None:
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise ValueError(f"return_path must be a path on this site, got {path!r}")


def find_running(rater: Rater, check: str, rules: dict[str, float]) -> ScreeningAttempt | None:
    running = ScreeningAttempt.objects.running().filter(rater=rater, check_name=check)
    return next((attempt for attempt in running if attempt.policy == rules), None)


def create_attempt(
    rater: Rater, check: str, rules: dict[str, float], return_path: str
) -> ScreeningAttempt:
    try:
        with transaction.atomic():
            return ScreeningAttempt.objects.create(
                rater=rater,
                check_name=check,
                policy=rules,
                seed=secrets.randbits(SEED_BITS),
                return_path=return_path,
            )
    except IntegrityError:
        if found := find_running(rater, check, rules):
            return found
        raise


@dataclass(frozen=True, slots=True)
class Standing:
    """The attempt that speaks for a rater, and its outcome under the rules asked for."""

    attempt: ScreeningAttempt
    outcome: str


def standings(
    rater: Rater, *, needs: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Standing]:
    """What each check says of a rater under these rules: one query, two where rules differ.

    Attempts that cannot speak for the rules a study asks for are left out: the check is then taken
    again. Of those that can, the first one stands, or else whoever failed could try again by way
    of a study with other rules; of the screen, which may be changed, the latest.
    """
    rules = {check: freeze_policy(check, asked) for check, asked in (needs or {}).items()}
    finished = ScreeningAttempt.objects.valid().filter(rater=rater).order_by("finished_at", "pk")
    found: dict[str, Standing] = {}
    for attempt, outcome in judge_anew(list(finished), rules):
        if outcome and (attempt.check_name == "device" or attempt.check_name not in found):
            found[attempt.check_name] = Standing(attempt, outcome)
    return found


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
