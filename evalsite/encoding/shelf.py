"""Photographs on the server: the folders below one setting, and nothing outside of it.

What can be chosen is what was found by walking down from that folder without following a link, so
no name that a browser sends is ever joined to a path.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif", ".bmp", ".ppm")
DEEPEST, MOST_WALKED, MOST_FOLDERS, MOST_FILES = 4, 2000, 300, 1000


@dataclass(frozen=True, slots=True)
class ShelfFile:
    name: str
    path: Path
    size_bytes: int


def list_folders() -> dict[str, Path]:
    """Folders that hold images, by their path below the setting ("." for itself)."""
    root: Path | None = settings.PHOTOGRAPHS_ROOT
    if root is None:
        return {}
    walked = itertools.islice(walk(root, DEEPEST), MOST_WALKED)
    filled = (folder for folder in walked if list_files(folder))
    return {
        folder.relative_to(root).as_posix(): folder
        for folder in itertools.islice(filled, MOST_FOLDERS)
    }


def walk(folder: Path, deeper: int) -> Iterator[Path]:
    yield folder
    for entry in look_into(folder) if deeper else ():
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), deeper - 1)


def list_files(folder: Path) -> list[ShelfFile]:
    return [
        ShelfFile(entry.name, Path(entry.path), entry.stat(follow_symlinks=False).st_size)
        for entry in look_into(folder)
        if entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(SUFFIXES)
    ][:MOST_FILES]


def look_into(folder: Path) -> list[os.DirEntry[str]]:
    """Entries of a folder by name, hidden and unreadable ones left out."""
    try:
        with os.scandir(folder) as entries:
            seen = [each for each in entries if not each.name.startswith(".")]
    except OSError:
        return []
    return sorted((each for each in seen if each.name.isprintable()), key=lambda each: each.name)
