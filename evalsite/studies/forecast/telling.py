"""How far a plan's simulation is."""

from __future__ import annotations

from elo.core.sampling import Growth
from imgcodecs.cli.moving_line import MovingLine, Stream


class GrowthLine(MovingLine):
    """Tells of one sampler."""

    log_every_s = 10.0
    terminal_every_s = 0.0  # seconds pass from one to the next

    def __init__(self, stream: Stream, sampler: str) -> None:
        super().__init__(stream)
        self.sampler = sampler

    def tell(self, growth: Growth) -> None:
        width = growth.widths.half_width
        self.write(f"{self.sampler}: {growth.votes:,} simulated votes, half-width {width:.1%}")
