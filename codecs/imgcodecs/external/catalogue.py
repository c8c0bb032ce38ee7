"""Every template there is: those shipped here, and those in the researcher's own folder."""

from __future__ import annotations

import functools
import os
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.external.parsing import read_template
from imgcodecs.external.table import TemplateError
from imgcodecs.external.template import Template

SHIPPED = Path(__file__).parent / "templates"
VARIABLE = "IMGCODECS_CODECS"  # names the researcher's folder


@dataclass(frozen=True, slots=True)
class Entry:
    """A template, or what is wrong with its file."""

    name: str
    template: Template | None
    problem: str  # empty where there is a template


def read_catalogue(*, taken: Container[str] = ()) -> dict[str, Entry]:
    """Read all templates.

    Parameters
    ----------
    taken : container of str
        Names of codecs that are no templates.

    Returns
    -------
    dict of str to Entry
        By name. A template of the researcher replaces a shipped one of its name; a file that
        cannot be used has an entry that says why, and harms no other.
    """
    found = {entry.name: entry for entry in map(_read, sorted(SHIPPED.glob("*.toml")))}
    own = os.environ.get(VARIABLE)
    return {**found, **_read_own(Path(own), taken)} if own else found


def _read_own(folder: Path, taken: Container[str]) -> dict[str, Entry]:
    folder = folder.expanduser()
    if not folder.is_dir():
        problem = f"{VARIABLE} names {str(folder)!r}, which is no folder"
        return {VARIABLE: Entry(VARIABLE, None, problem)}
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        entry = _read(path)
        if entry.name in taken or entry.name in found:
            owner = "another file" if entry.name in found else "a codec of imgcodecs"
            problem = entry.problem or f"{path.name}: name {entry.name!r} is that of {owner}"
            entry = Entry(path.name, None, problem)
        found[entry.name] = entry
    return found


def _read(path: Path) -> Entry:
    try:
        state = path.stat()
    except OSError as error:
        return Entry(path.stem, None, f"{path.name}: cannot be read: {error.strerror}")
    return _read_once(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=512)
def _read_once(path: Path, modified_ns: int, size_bytes: int) -> Entry:
    try:
        template = read_template(path)
    except TemplateError as error:
        return Entry(path.stem, None, str(error))
    return Entry(template.name, template, "")
