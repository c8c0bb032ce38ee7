from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.utils.timezone import now

from evalsite.studies.models import Session, Study, Trial, Vote
from evalsite.studies.trials.refusals import VoteRefused

# The page's clock ticks evenly whatever the rater's calendar says; ours may be set by minutes.
CLOCK_SLACK = timedelta(minutes=10)


class VoteConflict(Exception):
    """The trial already has another answer; the first one stands."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page measured while the rater looked. Times in ms, sizes in device pixels."""

    response_ms: int
    time_a_ms: int = 0
    time_b_ms: int = 0
    flips: int = 0
    zoomed: bool = False
    lost_focus: int = 0
    viewport_width_px: int = 0
    viewport_height_px: int = 0
    device_pixel_ratio: float = 0.0
    pixel_exact: bool | None = None
    flicker_hz: float | None = None  # as drawn


def check_since_planned(trial: Trial, response_ms: int) -> None:
    """Refuse a time longer than since the trial was planned: nobody has seen it before that."""
    since = now() - trial.planned_at + CLOCK_SLACK
    if response_ms > since / timedelta(milliseconds=1):
        raise VoteRefused("times", "response_ms: expected no more than since the trial was planned")


def is_closed(session: Session) -> bool:
    # The study was read before we waited for the session's row: its outcome may be newer.
    ended = session.outcome == Session.Outcome.STUDY_CLOSED
    return ended or session.study.state == Study.State.CLOSED


def record_vote(*, trial: Trial, choice: str, seen: Seen, simulated: bool = False) -> Vote:
    """Store one answer. The same again is returned as it stands; another raises VoteConflict."""
    # One INSERT that does nothing where the trial has its vote: the unique constraint decides, and
    # no savepoint is needed.
    Vote.objects.bulk_create([make_vote(trial, choice, seen, simulated)], ignore_conflicts=True)
    vote = Vote.objects.get(trial=trial)
    if vote.choice != choice:
        raise VoteConflict(trial.code)
    return vote


def make_vote(trial: Trial, choice: str, seen: Seen, simulated: bool) -> Vote:
    return Vote(
        trial=trial,
        choice=choice,
        simulated=simulated,
        presentation=trial.study.presentation,
        **asdict(seen),
    )
