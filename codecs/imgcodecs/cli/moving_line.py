"""One line that moves on a terminal, or a line now and then in a log."""

from __future__ import annotations

import time
from typing import Protocol, Self


class Stream(Protocol):
    """A file, or whatever writes like one and adds no ends of lines of its own."""

    def write(self, text: str, /) -> object:
        """Write as it stands."""

    def flush(self) -> object:
        """Write now."""

    def isatty(self) -> bool:
        """Tell whether people look at it as it comes."""


class MovingLine:
    """Writes what is newest; used as a context, so that the line is closed at the end."""

    log_every_s = 5.0
    terminal_every_s = 0.1

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.moving = stream.isatty()
        self.shown_s = float("-inf")

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cursor on a fresh line."""
        if self.moving:
            self.stream.write("\n")

    def write(self, line: str, *, before: str = "", last: bool = False) -> None:
        """Write a line, unless one is only moments old; `before` it, on a terminal, a picture."""
        now_s = time.monotonic()
        every_s = self.terminal_every_s if self.moving else self.log_every_s
        if now_s - self.shown_s < every_s and not last:
            return
        self.shown_s = now_s
        self.stream.write(f"\r{before}{line}\x1b[K" if self.moving else f"{line}\n")
        self.stream.flush()
