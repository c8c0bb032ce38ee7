"""The way through one attempt: which item is due, and marking what was answered to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from raters.checks.steps import Answered, Show, Step, Verdict
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.policies import CHECKS

# A plate's time begins when its picture is fetched; all other items are seen with their page.
TIMED_CHECKS = {"colour"}


@dataclass(frozen=True, slots=True)
class Turn:
    """The item that is due, and those answered before it."""

    due: ScreeningAnswer
    before: list[ScreeningAnswer]


def open_turn(attempt: ScreeningAttempt) -> Turn | None:
    """The item that is due, written down when it first is; None once the attempt is finished."""
    answers = list(attempt.answers.order_by("position"))
    if answers and answers[-1].answered_at is None:
        return Turn(answers[-1], answers[:-1])
    step = next_step(attempt, answers)
    if isinstance(step, Verdict):
        finish_attempt(attempt, step)
        return None
    return Turn(write_item(attempt, len(answers), step), answers)


def current_item(attempt: ScreeningAttempt, position: int) -> ScreeningAnswer | None:
    """The item at this position, if it is due and unanswered."""
    if attempt.finished_at is not None:
        return None
    return attempt.answers.filter(position=position, answered_at=None).first()


def next_step(attempt: ScreeningAttempt, answers: list[ScreeningAnswer]) -> Step:
    answered = [Answered(each.item, each.given, each.correct) for each in answers]
    check = CHECKS[attempt.check_name]
    return check.next_step(seed=attempt.seed, policy=attempt.policy, answered=answered)


def write_item(attempt: ScreeningAttempt, position: int, step: Show) -> ScreeningAnswer:
    shown_at = None if attempt.check_name in TIMED_CHECKS else now()
    try:
        with transaction.atomic():
            return attempt.answers.create(position=position, item=step.item, shown_at=shown_at)
    except IntegrityError:
        # Another tab was first; the seed gave it the same item.
        return attempt.answers.get(position=position)


def mark_shown(answer: ScreeningAnswer) -> None:
    """Remember when the item was first served; later calls change nothing."""
    if answer.shown_at is None:
        same = ScreeningAnswer.objects.filter(pk=answer.pk, shown_at=None)
        same.update(shown_at=now())
        answer.refresh_from_db(fields=["shown_at"])


def record_answer(answer: ScreeningAnswer, *, given: str, response_ms: int) -> bool:
    """Mark and store an answer. False when there was one before, which then stands."""
    attempt = answer.attempt
    correct = CHECKS[attempt.check_name].is_correct(answer.item, given, attempt.policy)
    unanswered = ScreeningAnswer.objects.filter(pk=answer.pk, answered_at=None)
    stored = unanswered.update(
        given=given, correct=correct, response_ms=response_ms, answered_at=now()
    )
    if stored:
        finish_when_decided(attempt)
    return bool(stored)


def finish_when_decided(attempt: ScreeningAttempt) -> None:
    """End the attempt with its last answer: nobody holds a verdict off by not looking at it."""
    step = next_step(attempt, list(attempt.answers.order_by("position")))
    if isinstance(step, Verdict):
        finish_attempt(attempt, step)


def finish_attempt(attempt: ScreeningAttempt, verdict: Verdict) -> None:
    running = ScreeningAttempt.objects.running().filter(pk=attempt.pk)
    running.update(finished_at=now(), outcome=verdict.outcome, measured=verdict.measured)
