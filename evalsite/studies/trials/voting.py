from __future__ import annotations

from dataclasses import asdict, dataclass

from evalsite.studies.models import Trial, Vote


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


def record_vote(*, trial: Trial, choice: str, seen: Seen, simulated: bool = False) -> Vote:
    """Store one answer. The same again is returned as it stands; another raises VoteConflict."""
    fields = {"choice": choice, "simulated": simulated, **asdict(seen)}
    # One INSERT that does nothing where the trial has its vote: the unique constraint decides
    # between two clicks, two tabs and a re-sent request, and no savepoint is needed.
    Vote.objects.bulk_create(
        [Vote(trial=trial, presentation=trial.study.presentation, **fields)], ignore_conflicts=True
    )
    vote = Vote.objects.get(trial=trial)
    if vote.choice != choice:
        raise VoteConflict(trial.code)
    return vote
