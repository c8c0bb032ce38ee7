"""Files that are either there in full or not at all."""

from __future__ import annotations

import csv
import io
import os
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a table, its head among the rows, as `write_whole` writes."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    write_whole(path, written.getvalue().encode())


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write through a temporary file beside ``path``, so that no reader ever sees half of it.

    Parameters
    ----------
    path : Path
        Its folder is made where it is missing.
    data : bytes
        The whole content.
    durable : bool
        Wait until the disk has it. Without that, a power cut may leave an empty or torn file: only
        for what its reader checks.

    Raises
    ------
    OSError
        Names ``path``; nothing of the new content is left.
    """
    unfinished = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as opened:
            opened.write(data)
            opened.flush()
            if durable:
                os.fsync(opened.fileno())
        unfinished.replace(path)
    except OSError as error:
        # The caller knows the file by its own name, not by the temporary one.
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        # Where its folder could not be made, nor could it; the error of that is the one to tell.
        with suppress(FileNotFoundError, NotADirectoryError):
            unfinished.unlink()
