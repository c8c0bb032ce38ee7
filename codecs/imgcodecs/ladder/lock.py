"""One ladder at a time writes into a folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderInUse(OSError):
    """Another run is writing into the folder."""


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made where it is missing; FolderInUse when another run holds it.

    The system lets go of the lock when its process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(f"another ladder is being written into {folder.parent}") from None
        yield
