"""A list of raters: one pseudonym a line, no header."""

from __future__ import annotations

from pathlib import Path

from elo.core.formats.cells import decode, read_bytes
from elo.core.formats.problems import TableError


def read_raters(path: Path, *, known: tuple[str, ...]) -> tuple[str, ...]:
    """Read a list of raters.

    Parameters
    ----------
    path : Path
        One pseudonym a line; empty lines are passed over, and one named twice is named once.
    known : tuple of str
        Raters of the votes.

    Raises
    ------
    TableError
        If there is none, or a pseudonym gave no votes; names each by its line.
    """
    text, _ = decode(path.name, read_bytes(path))
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    named = [(number, name) for number, name in lines if name]
    if not named:
        raise TableError([f"{path.name}: the file is empty, expected a rater a line"])
    problems = [
        f"{path.name}:{number}: rater {name!r} gave no votes, expected one of the votes' raters"
        for number, name in named
        if name not in known
    ]
    if problems:
        raise TableError(problems)
    return tuple(dict.fromkeys(name for _, name in named))
