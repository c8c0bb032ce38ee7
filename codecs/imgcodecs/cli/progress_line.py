"""Progress for people: a bar and words."""

from __future__ import annotations

from imgcodecs.cli.counting import count_of
from imgcodecs.cli.moving_line import MovingLine
from imgcodecs.progress import Progress

BAR = 24  # characters


class ProgressLine(MovingLine):
    """Writes progress to a stream."""

    def show(self, progress: Progress) -> None:
        """Write the newest state, unless the last one is only moments old."""
        self.write(
            describe_progress(progress),
            before=f"{draw_bar(progress)} ",
            last=progress.done == progress.total,
        )


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
