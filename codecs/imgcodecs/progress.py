"""How far a run is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run."""

    done: int  # rates finished, failed ones included
    total: int
    encodes: int  # real encodes so far
    elapsed_s: float
    remaining_s: float | None  # None until a rate is finished


class RunStopped(Exception):
    """The run was ended from outside; jobs stop before their next encode."""


@dataclass(slots=True)
class Tally:
    """Counts what the jobs of a run do; safe to use from several threads."""

    total: int
    on_progress: Callable[[Progress], None] | None = None
    done: int = 0
    encodes: int = 0
    began_s: float = field(default_factory=time.monotonic)
    stopped: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        """Let every job end before its next encode."""
        self.stopped = True

    def check(self) -> None:
        """Raise RunStopped once the run was stopped."""
        if self.stopped:
            raise RunStopped

    def count(self, *, done: int = 0, encodes: int = 0) -> None:
        """Add to the counts and tell the listener."""
        with self._lock:
            self.done += done
            self.encodes += encodes
            if self.on_progress is not None:
                self.on_progress(self._snapshot())

    def _snapshot(self) -> Progress:
        elapsed_s = time.monotonic() - self.began_s
        remaining_s = elapsed_s / self.done * (self.total - self.done) if self.done else None
        return Progress(self.done, self.total, self.encodes, elapsed_s, remaining_s)
