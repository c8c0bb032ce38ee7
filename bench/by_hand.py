"""What encoders, decoders and metrics take by themselves, one call after the other in one process.

The work is that of a finished ladder: every encode in its cache, every decode and measure in its
manifest. Only the time inside the programs and libraries is counted. An encoder that is a program
finds its picture ready as a YUV file; our own conversions, checks and files are outside the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import imagecodecs
from PIL import Image as Pillow
from PIL import ImageFile

from imgcodecs import programs
from imgcodecs.harness import read_cpu_s


@dataclass(slots=True)
class Clock:
    """Seconds inside foreign code."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    calls: int = 0
    running: bool = False

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Time a function, but not twice where one that is timed calls another."""

        def timed(*arguments: Any, **options: Any) -> Any:
            if self.running:
                return function(*arguments, **options)
            self.running, began_s, began_cpu_s = True, time.perf_counter(), read_cpu_s()
            try:
                return function(*arguments, **options)
            finally:
                self.wall_s += time.perf_counter() - began_s
                self.cpu_s += read_cpu_s() - began_cpu_s
                self.calls += 1
                self.running = False

        return timed


BORDERS = (
    (programs, "run_in_folder"),
    (Pillow.Image, "save"),
    (ImageFile.ImageFile, "load"),
    (imagecodecs, "jpegxl_encode"),
    (imagecodecs, "jpegxl_decode"),
)


@contextmanager
def watch_borders(clock: Clock) -> Iterator[None]:
    """Count what happens behind the borders of our own code."""
    with ExitStack() as stack:
        for owner, name in BORDERS:
            wrapped = clock.wrap(getattr(owner, name))
            stack.enter_context(mock.patch.object(owner, name, wrapped))
        yield
