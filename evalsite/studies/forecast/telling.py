"""How far a plan's simulation is: one moving line on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

from elo.core.sampling import Growth

LOG_EVERY_S = 10.0


class Stream(Protocol):
    """A file, or a command's way to one that adds no ends of lines of its own."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...
    def isatty(self) -> bool: ...


class GrowthLine:
    """Tells of one sampler; used as a context, so that its line is closed at the end."""

    def __init__(self, stream: Stream, sampler: str) -> None:
        self.stream, self.sampler = stream, sampler
        self.moving = stream.isatty()
        self.told_s = float("-inf")

    def __enter__(self) -> GrowthLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.moving:
            self.stream.write("\n")

    def tell(self, growth: Growth) -> None:
        if not self.moving and time.monotonic() - self.told_s < LOG_EVERY_S:
            return
        self.told_s = time.monotonic()
        width = growth.widths.half_width
        line = f"{self.sampler}: {growth.votes:,} simulated votes, half-width {width:.1%}"
        self.stream.write(f"\r{line}\x1b[K" if self.moving else f"{line}\n")
        self.stream.flush()
