"""Progress for people: one moving line on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from imgcodecs.cli.counting import count_of
from imgcodecs.progress import Progress

BAR = 24  # characters
LOG_EVERY_S = 5.0
TERMINAL_EVERY_S = 0.1


class ProgressLine:
    """Writes progress to a stream; used as a context, so that the line is closed at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.moving = stream.isatty()
        self.shown_s = float("-inf")

    def __enter__(self) -> ProgressLine:
        """Start."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cursor on a fresh line."""
        if self.moving:
            self.stream.write("\n")

    def show(self, progress: Progress) -> None:
        """Write the newest state, unless the last one is only moments old."""
        now_s = time.monotonic()
        every_s = TERMINAL_EVERY_S if self.moving else LOG_EVERY_S
        finished = progress.done == progress.total
        if now_s - self.shown_s < every_s and not finished:
            return
        self.shown_s = now_s
        line = describe_progress(progress)
        self.stream.write(f"\r{draw_bar(progress)} {line}\x1b[K" if self.moving else f"{line}\n")
        self.stream.flush()


def describe_progress(progress: Progress) -> str:
    """Say what is done, how fast and how long it will still take."""
    parts = [f"{progress.done} of {count_of(progress.total, 'rate')}"]
    parts.append(count_of(progress.encodes, "encode"))
    # What the cache hands out says nothing about how fast a codec is.
    if progress.encodes and progress.remaining_s is not None:
        per_minute = round(60 * progress.done / max(progress.elapsed_s, 1e-3))
        parts.append(f"{count_of(per_minute, 'rate')} a minute")
    if progress.remaining_s is not None and progress.done < progress.total:
        parts.append(f"{format_s(progress.remaining_s)} left")
    return ", ".join(parts)


def draw_bar(progress: Progress) -> str:
    """Draw the share that is done."""
    full = BAR * progress.done // progress.total
    return f"[{'#' * full}{'.' * (BAR - full)}]"


def format_s(seconds: float) -> str:
    """Write seconds as ``45 s``, ``12 min`` or ``3 h 20 min``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
