"""How long jobs take, learnt while they run: for the order of work and the time left."""

from __future__ import annotations

from dataclasses import dataclass, field

from imgcodecs.ladder.climb import Climb
from imgcodecs.ladder.jobs import Encode, Job

ENCODES_A_TARGET = 2.2  # on average (docs/ladder.md)
UNKNOWN_S = float("inf")


@dataclass(slots=True)
class Forecast:
    """Mean seconds a pixel of each codec's encodes, and of its decodes with their measures."""

    _seconds: dict[tuple[str, bool], float] = field(default_factory=dict)
    _pixels: dict[tuple[str, bool], int] = field(default_factory=dict)

    def learn(self, climb: Climb, job: Job, seconds: float) -> None:
        """Add what one job took."""
        kind = climb.shelf.codec.name, isinstance(job, Encode)
        self._seconds[kind] = self._seconds.get(kind, 0.0) + seconds
        self._pixels[kind] = self._pixels.get(kind, 0) + climb.shelf.original.count_pixels()

    def expect_job_s(self, codec: str, pixels: float, *, encode: bool) -> float:
        """Estimate one job; UNKNOWN_S until one of its kind has ended."""
        kind = codec, encode
        if kind not in self._seconds:
            return UNKNOWN_S
        return self._seconds[kind] / self._pixels[kind] * pixels

    def expect_climb_s(
        self, codec: str, pixels: float, *, targets: int, encodes: float = 0
    ) -> float:
        """Estimate all jobs of a climb, one after the other, beyond some encodes."""
        left = max(ENCODES_A_TARGET * targets - encodes, 0)
        encode_s = self.expect_job_s(codec, pixels, encode=True)
        # None left of a kind that was never timed is no time, not an unknown one.
        return (left * encode_s if left else 0.0) + targets * self.expect_job_s(
            codec, pixels, encode=False
        )

    def expect_rest_s(self, climb: Climb) -> float:
        """Estimate what a climb still needs."""
        codec, pixels = climb.shelf.codec.name, climb.shelf.original.count_pixels()
        if climb.is_searching:
            return self.expect_climb_s(
                codec, pixels, targets=len(climb.targets_bpp), encodes=len(climb.encoded)
            )
        return len(climb.waiting) * self.expect_job_s(codec, pixels, encode=False)
