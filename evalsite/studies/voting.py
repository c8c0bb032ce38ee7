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


def record_vote(*, trial: Trial, choice: str, seen: Seen, simulated: bool = False) -> Vote:
    """Store one answer. The same again is returned as it stands; another raises VoteConflict."""
    vote, created = Vote.objects.get_or_create(
        trial=trial,
        defaults={
            "choice": choice,
            "presentation": trial.study.presentation,
            "simulated": simulated,
            **asdict(seen),
        },
    )
    if not created and vote.choice != choice:
        raise VoteConflict(trial.code)
    return vote
