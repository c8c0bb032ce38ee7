"""A folder that is either the old report or the new one, never half of each."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FACTS = "fit.json"


@contextmanager
def fill_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of ``out`` once it is filled.

    Parameters
    ----------
    out : Path
        A folder that does not exist, is empty, or holds an earlier report and nothing else.

    Raises
    ------
    ValueError
        If ``out`` is a file or holds files that are not an earlier report's; nothing is touched.
    """
    check_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        made = workshop / "new"
        made.mkdir()
        yield made
        check_replaceable(out)
        if out.exists():
            out.rename(workshop / "old")
        made.rename(out)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def check_replaceable(out: Path) -> None:
    """Refuse a place that holds anything but an earlier report."""
    if not out.exists():
        return
    if not out.is_dir():
        raise ValueError(f"{out} is a file, expected a folder for the report")
    present = {path.name for path in out.iterdir()}
    if foreign := sorted(present - list_own_files(out)):
        raise ValueError(
            f"{out} holds files that are not an earlier report's ({', '.join(foreign[:5])}); "
            "name a new folder"
        )


def list_own_files(out: Path) -> set[str]:
    """Names that an earlier report wrote into this folder."""
    try:
        facts = json.loads((out / FACTS).read_text(encoding="utf-8"))
        return {str(name) for name in facts["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
