"""Ends a run between two steps when it is asked to stop, so that what is saved is whole."""

from __future__ import annotations

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Listens for Ctrl-C and for a polite kill while it is open; ``asked`` tells.

    The second time, KeyboardInterrupt comes at once.
    """

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Stop:
        """Listen; only the main thread of a process can."""
        self.listening = threading.current_thread() is threading.main_thread()
        if self.listening:
            self.before = [signal.signal(number, self._hear) for number in SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the signals as they were."""
        if self.listening:
            for number, handler in zip(SIGNALS, self.before, strict=True):
                signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
