"""Unpacks a zip file within bounds: no path out of the folder, no links, no bombs."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from imgcodecs.collecting.problems import CollectError
from imgcodecs.files import write_whole

WANTED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".ppm")
TABLES = (".json", ".csv")
MOST_ENTRIES = 200_000
MOST_FILE_BYTES = 400_000_000  # a 16-bit picture of 64 megapixels
MOST_BYTES = 100_000_000_000  # Apple's pico.zip has about nine thousand million
MOST_RATIO = 200  # pictures are compressed already; tables of numbers reach some 20
SMALL_BYTES = 1_000_000  # below it a ratio does no harm


def unpack(path: Path, folder: Path) -> frozenset[str]:
    """Unpack the pictures and tables of a zip file into a folder, and return their names.

    Raises
    ------
    CollectError
        Not a zip file, or entries that are unsafe, too large or broken; nothing is then unpacked
        but what stood before a broken entry.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            entries = [entry for entry in opened.infolist() if _is_wanted(entry)]
            _check(path, opened.infolist(), entries, folder)
            for entry in entries:
                write_whole(folder / _find_name(entry), _read(opened, entry))
            return frozenset(map(_find_name, entries))
    except zipfile.BadZipFile as error:
        raise CollectError([f"{path.name}: not a zip file that can be read: {error}"]) from None


def _find_name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).as_posix()  # without "./" and "//"


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
    plain = not hidden or ".." in name.parts
    return plain and not entry.is_dir() and name.suffix.lower() in (*WANTED, *TABLES)


def _check(
    path: Path, all: Sequence[zipfile.ZipInfo], entries: Sequence[zipfile.ZipInfo], folder: Path
) -> None:
    if len(all) > MOST_ENTRIES:
        problem = f"has {len(all)} entries, expected {MOST_ENTRIES} at most"
        raise CollectError([f"{path.name}: {problem}"])
    problems = [
        f"{path.name}: {entry.filename!r} {wrong}"
        for entry in entries
        for wrong in _find_wrong(entry)
    ]
    names = [_find_name(entry).lower() for entry in entries]
    problems += [f"{path.name}: {name!r} is in it twice" for name in _find_twins(names)]
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        problems.append(f"{path.name}: unpacks to {total} bytes, expected {MOST_BYTES} at most")
    free = shutil.disk_usage(_find_existing(folder)).free
    if not problems and total > free:
        problems.append(f"{path.name}: unpacks to {total} bytes, and {folder} has room for {free}")
    if problems:
        raise CollectError(problems)


def _find_wrong(entry: zipfile.ZipInfo) -> list[str]:
    name = entry.filename
    leads_out = name.startswith("/") or ".." in PurePosixPath(name).parts
    wrong = []
    if leads_out or "\\" in name or ":" in name or not name.isprintable():
        wrong.append("leads out of the folder or cannot be a file's name")
    if stat.S_ISLNK(entry.external_attr >> 16):
        wrong.append("is a symbolic link")
    if entry.flag_bits & 1:
        wrong.append("is encrypted")
    if entry.file_size > MOST_FILE_BYTES:
        wrong.append(f"has {entry.file_size} bytes, expected {MOST_FILE_BYTES} at most")
    bomb = entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
    if bomb and entry.file_size > SMALL_BYTES:
        wrong.append(f"unpacks from {entry.compress_size} to {entry.file_size} bytes")
    return wrong


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry; never more than it says it has."""
    try:
        with opened.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        problem = f"{opened.filename}: {entry.filename!r} cannot be unpacked: {error}"
        raise CollectError([problem]) from None
    if len(data) != entry.file_size:
        problem = f"{opened.filename}: {entry.filename!r} is longer than the archive says"
        raise CollectError([problem])
    return data


def _find_twins(names: Sequence[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _find_existing(folder: Path) -> Path:
    return folder if folder.exists() else _find_existing(folder.parent)
