"""Who is at work: the operating system lets go of a lock when the process that holds it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder's lock for as long as the work in it lasts."""
    with open_lock(folder) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def open_lock(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / "lock").open("w")


def is_held(folder: Path) -> bool:
    with open_lock(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
