"""sources.csv: what kind of picture each source is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from elo.core.connectivity import list_names
from elo.core.formats.cells import read_table
from elo.core.formats.problems import TableError
from elo.core.formats.rows import Layout, take_rows
from elo.core.formats.values import write_columns

LAYOUT = Layout(required=("source", "category"), foreign=True)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is known of sources besides their votes.

    Parameters
    ----------
    categories : mapping of str to str
        Photograph, text, ..., by the source's name; a source without one is not in it.
    warnings : tuple of str
        What was unusual about the table.
    """

    categories: Mapping[str, str]
    warnings: tuple[str, ...] = ()


def read_sources(path: Path, *, known: tuple[str, ...]) -> Sources:
    """Read sources.csv beside votes.

    Parameters
    ----------
    path : Path
        Columns ``source`` and ``category``, which may be empty; others are passed over.
    known : tuple of str
        Sources of the votes.

    Raises
    ------
    TableError
        With every problem by line and column, or if not one source of the votes is in it.
    """
    rows = take_rows(read_table(path), LAYOUT)
    names, given = rows.names("source"), rows.names("category", may_be_empty=True)
    rows.refuse_again("source")
    rows.finish()
    everything = {name: kind for name, kind in zip(names, given, strict=True) if kind}
    categories = {name: everything[name] for name in known if name in everything}
    if not categories:
        lacking = list_names(names=sorted(known))
        raise TableError([f"{rows.name}: no category for any source of the votes ({lacking})"])
    if unknown := sorted(set(names) - set(known)):
        rows.warn(f"sources without votes, passed over: {list_names(names=unknown)}")
    if missing := sorted(set(known) - set(categories)):
        rows.warn(f"no category for {list_names(names=missing)}")
    return Sources(categories, tuple(rows.warnings))


def write_sources(*, names: Iterable[str], categories: Mapping[str, str], path: Path) -> None:
    """Write sources.csv; a source without a category has an empty cell."""
    listed = list(names)
    write_columns(
        path=path,
        columns={"source": listed, "category": [categories.get(name, "") for name in listed]},
    )
