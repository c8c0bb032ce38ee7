"""A folder that is either the old report or the new one, never half of each."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FACTS, COMPARISON = "fit.json", "comparison.json"  # each lists the files of its folder
PREFIX = ".report-"  # of the folder in which a report is put together


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
        If ``out`` is a file, cannot be made, or holds files that are not an earlier report's;
        nothing is touched.
    """
    check_replaceable(out)
    workshop = open_workshop(out)
    try:
        made = workshop / "new"
        made.mkdir()
        yield made
        check_replaceable(out)
        with explain_place(out):
            swap(made, out.resolve(), workshop / "old")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def open_workshop(out: Path) -> Path:
    """Make a folder beside ``out``, in which the report is put together."""
    with explain_place(out):
        beside = out.resolve().parent
        beside.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=PREFIX, dir=beside))


def swap(made: Path, out: Path, old: Path) -> None:
    """Put ``made`` in the place of ``out``, or leave ``out`` as it was."""
    if not out.exists():
        made.rename(out)
        return
    out.rename(old)
    try:
        made.rename(out)
    except OSError:
        old.rename(out)
        raise


def check_place(out: Path) -> None:
    """Try, before long work, whether a report can be put there; nothing stays behind.

    Raises
    ------
    ValueError
        As `fill_folder`.
    """
    check_replaceable(out)
    with explain_place(out):
        Path(tempfile.mkdtemp(prefix=PREFIX, dir=find_nearest(out.resolve().parent))).rmdir()


def find_nearest(place: Path) -> Path:
    """Find the place itself, or the first above it that is there."""
    return next(each for each in (place, *place.parents) if each.exists())


@contextmanager
def explain_place(out: Path) -> Iterator[None]:
    """Say what was expected, where the system only has a number for what is wrong."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ValueError(
            f"{out}: expected a folder for the report that is there or can be made, but {reason}"
        ) from None


def check_replaceable(out: Path) -> None:
    """Refuse a place that is no folder, can be none, or holds anything but an earlier report."""
    with explain_place(out):
        there = find_nearest(out.absolute())
        if not there.is_dir():
            raise ValueError(f"{there} is a file, expected a folder for the report")
        present = {path.name for path in out.iterdir()} if there == out.absolute() else set()
    # A report holds plain files alone: a folder, whatever fit.json says, is somebody else's.
    own = {name for name in list_own_files(out) if is_plain_file(out / name)}
    if foreign := sorted(present - own):
        raise ValueError(
            f"{out} holds files that are not an earlier report's ({', '.join(foreign[:5])}); "
            "name a new folder"
        )


def is_taken(out: Path) -> bool:
    """Whether something is there already, and be it a file; an empty folder is free."""
    return out.exists() and (not out.is_dir() or any(out.iterdir()))


def is_plain_file(path: Path) -> bool:
    """Whether this is a file, neither a folder nor a link to one."""
    return path.is_file() and not path.is_symlink()


def list_own_files(out: Path) -> set[str]:
    """Names that an earlier report or comparison wrote into this folder."""
    return {name for facts in (FACTS, COMPARISON) for name in list_files(out / facts)}


def list_files(facts: Path) -> list[str]:
    """Names that a list of files holds; none where it is not one."""
    try:
        return [str(name) for name in json.loads(facts.read_text(encoding="utf-8"))["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
