"""A file's bytes as cells: how they are encoded, what parts them, and which line each row is in."""

from __future__ import annotations

import codecs
import csv
import gc
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from elo.core.formats.problems import TableError

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = {";": "semicolons", "\t": "tabs"}
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a header, as text.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    header : tuple of str
        Names of the columns.
    rows : list of list of str
        Cells of the rows under it; not all need have as many as the header.
    lines : list of int
        In which line of the file each row begins, from 1.
    notes : tuple of str
        What was unusual, and how it was read all the same.
    """

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a CSV file.

    UTF-8 with or without a byte-order mark, or UTF-16 with one; parted by commas, semicolons or
    tabs. All but plain UTF-8 with commas is noted.

    Raises
    ------
    TableError
        If the file is missing, empty, not such text or not CSV.
    """
    text, notes = decode(path.name, read_bytes(path))
    separator = find_separator(text)
    if separator in SEPARATORS:
        kind = SEPARATORS[separator]
        notes.append(f"{path.name}: cells are parted by {kind}, expected commas; read as {kind}")
    rows, lines = split(path.name, text, separator)
    if not rows:
        raise TableError([f"{path.name}: the file is empty, expected a header"])
    return Table(path.name, tuple(rows[0]), rows[1:], lines[1:], tuple(notes))


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise TableError([f"{path}: no such file"]) from None
    except IsADirectoryError:
        raise TableError([f"{path}: is a folder, expected a CSV file"]) from None
    except OSError as error:
        raise TableError([f"{path}: cannot be read ({error.strerror})"]) from None


def decode(name: str, data: bytes) -> tuple[str, list[str]]:
    """Text of a file, and what was unusual about it.

    Latin-1 and the Windows code pages are refused: nothing tells one from another, and a wrong
    guess would change the names of people and pictures.
    """
    if data.startswith(UTF16_MARKS):
        try:
            return data.decode("utf-16"), [f"{name}: UTF-16 text, expected UTF-8; read as UTF-16"]
        except UnicodeDecodeError as error:
            problem = f"{name}: begins like UTF-16 text but is none ({error.reason})"
            raise TableError([problem]) from None
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(find_bad_lines(name, data)) from None
    return text, [f"{name}: began with a byte-order mark, which was taken off"] * marked


def find_bad_lines(name: str, data: bytes) -> list[str]:
    """Every line that is not UTF-8, with the first byte that shows it."""
    problems = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            byte = f"byte 0x{line[error.start]:02X}"
            problems.append(f"{name}:{number}: not UTF-8 text ({byte}); save the table as UTF-8")
    return problems


def find_separator(text: str) -> str:
    """Tell what parts the cells of the first line; a comma wins wherever there is one."""
    found = re.search(r"[^\r\n]+", text)
    first = found[0] if found else ""
    if "," in first or not any(mark in first for mark in SEPARATORS):
        return ","
    return max(SEPARATORS, key=first.count)


def split(name: str, text: str, separator: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    try:
        with pause_collector(), allow_long_cells(len(text)):
            return number_rows(reader)
    except csv.Error as error:
        raise TableError([f"{name}:{reader.line_num}: not valid CSV ({error})"]) from None


def number_rows(reader: Reader) -> tuple[list[list[str]], list[int]]:
    """Rows and the line each begins in; empty lines are passed over."""
    rows, lines, start = [], [], 1
    for row in reader:
        if row:
            rows.append(row)
            lines.append(start)
        start = reader.line_num + 1
    return rows, lines


@contextmanager
def pause_collector() -> Iterator[None]:
    """A hundred thousand new lists set off the cycle collector again and again, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def allow_long_cells(length: int) -> Iterator[None]:
    """Tables of conversations hold cells longer than the 131,072 characters csv allows."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length))
    try:
        yield
    finally:
        csv.field_size_limit(before)
