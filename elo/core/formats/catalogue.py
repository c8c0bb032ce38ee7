"""The formats of votes, by name: how each is read and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from elo.core.formats.aic import read_aic, write_aic
from elo.core.formats.arena import read_arena, write_arena
from elo.core.formats.clic import read_clic, write_clic
from elo.core.formats.imported import Imported
from elo.core.formats.native import read_native, write_votes
from elo.core.formats.pwcmp import read_pwcmp, write_pwcmp
from elo.core.types import Votes


class Writer(Protocol):
    """Writes votes, or refuses what the format cannot hold."""

    def __call__(self, *, votes: Votes, path: Path) -> None: ...  # noqa: D102


# name -> (what it is, reader, writer)
FORMATS: dict[str, tuple[str, Callable[[Path], Imported], Writer]] = {
    "native": ("votes.csv of evalsite", read_native, write_votes),
    "pwcmp": ("tables of pwcmp", read_pwcmp, write_pwcmp),
    "aic": ("triplet tables of JPEG AIC-3", read_aic, write_aic),
    "arena": ("tables of LMArena", read_arena, write_arena),
    "clic": ("human ratings of CLIC", read_clic, write_clic),
}


def import_votes(path: Path, *, layout: str = "native") -> Imported:
    """Read votes in one of the known formats.

    Parameters
    ----------
    path : Path
        The file.
    layout : str
        A name of `FORMATS`.

    Raises
    ------
    TableError
        With every problem by line and column; nothing is read by half.
    ValueError
        For a format nobody knows.
    """
    return find_format(layout)[1](path)


def export_votes(*, votes: Votes, path: Path, layout: str = "native") -> None:
    """Write votes in one of the known formats.

    Raises
    ------
    ValueError
        If the format cannot hold them; nothing is lost in silence.
    """
    find_format(layout)[2](votes=votes, path=path)


def find_format(name: str) -> tuple[str, Callable[[Path], Imported], Writer]:
    if name not in FORMATS:
        raise ValueError(f"unknown format {name!r}, expected one of {', '.join(FORMATS)}")
    return FORMATS[name]
