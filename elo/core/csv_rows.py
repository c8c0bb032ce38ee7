"""CSV files as columns, with every problem named by file, line and column."""

from __future__ import annotations

import csv
import gc
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from elo.core.names import find_unprintable

if TYPE_CHECKING:
    from _csv import Reader

T = TypeVar("T")
SHOWN = 20  # problems in one message


class TableError(ValueError):
    """A table that cannot be read; the message lists what is wrong and where."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - SHOWN
        tail = [f"... and {more} more"] if more > 0 else []
        super().__init__("\n".join([*problems[:SHOWN], *tail]))


@dataclass(slots=True)
class Rows:
    """The columns of a file, and the problems found in them so far."""

    path: Path
    columns: dict[str, tuple[str, ...]]
    lines: list[int]  # of each row, in the file, from 1
    problems: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def complain(self, row: int, problem: str) -> None:
        """Note a problem of one row."""
        self.problems.append((self.lines[row], f"{self.path.name}:{self.lines[row]}: {problem}"))

    def finish(self) -> None:
        """Raise all problems together, by line."""
        if self.problems:
            raise TableError([text for _, text in sorted(self.problems)])

    def names(self, column: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return a column of names; one that is empty or cannot be printed is a problem."""
        values = self.columns[column]
        wrong = {value: problem for value in set(values) if (problem := judge_name(value))}
        if may_be_empty:
            wrong.pop("", None)
        if wrong:
            for row, value in enumerate(values):
                if value in wrong:
                    self.complain(row, f"{column} is {value!r}, {wrong[value]}")
        return values

    def convert(
        self, column: str, parse: Callable[[str], T], empty: T | None, expected: str
    ) -> list[T]:
        """Return a column of parsed values; ``empty`` stands for "" if it is allowed."""
        known: dict[str, T] = {} if empty is None else {"": empty}
        wrong: set[str] = set()
        values = self.columns[column]
        for value in set(values) - set(known):
            try:
                known[value] = parse(value)
            except (ValueError, KeyError, OverflowError):
                wrong.add(value)
        if wrong:
            for row, value in enumerate(values):
                if value in wrong:
                    self.complain(row, f"{column} is {value!r}, expected {expected}")
            return []
        return [known[value] for value in values]


def judge_name(value: str) -> str:
    """What was expected of a name, or nothing if it is one."""
    if code := find_unprintable(value):
        return f"expected a name without control characters, found {code}"
    if not value:
        return "expected a name"
    return "expected a name without spaces around it" if value != value.strip() else ""


def read_rows(*, path: Path, required: tuple[str, ...], optional: Mapping[str, str]) -> Rows:
    """Read a UTF-8 CSV file with a header.

    Parameters
    ----------
    path : Path
        The file.
    required : tuple of str
        Columns that must be there.
    optional : mapping of str to str
        Columns that may be absent, and the value every row then has.

    Raises
    ------
    TableError
        If the file is missing, not UTF-8 or empty, or columns are missing, unknown or doubled,
        or a row has too few or too many cells.
    """
    with pause_collector():
        header, rows, lines = read_cells(path)
    check_header(path, header, required, tuple(optional))
    if set(map(len, rows)) - {len(header)}:
        expected = f"expected {len(header)} ({', '.join(header)})"
        raise TableError(
            [
                f"{path.name}:{line}: {len(row)} cells, {expected}"
                for line, row in zip(lines, rows, strict=True)
                if len(row) != len(header)
            ]
        )
    if not rows:
        raise TableError([f"{path.name}: no rows under the header"])
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    for name, default in optional.items():
        columns.setdefault(name, (default,) * len(rows))
    return Rows(path, columns, lines)


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


def read_cells(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, rows and the line each row starts in; empty lines are passed over."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TableError([f"{path}: no such file"]) from None
    except IsADirectoryError:
        raise TableError([f"{path}: is a folder, expected a CSV file"]) from None
    except UnicodeDecodeError as error:
        raise TableError([f"{path.name}: not UTF-8 text ({error.reason})"]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows, lines = number_rows(reader)
    except csv.Error as error:
        raise TableError([f"{path.name}:{reader.line_num}: not valid CSV ({error})"]) from None
    if not rows:
        raise TableError([f"{path.name}: the file is empty, expected a header"])
    return rows[0], rows[1:], lines[1:]


def number_rows(reader: Reader) -> tuple[list[list[str]], list[int]]:
    rows, lines, start = [], [], 1
    for row in reader:
        if row:
            rows.append(row)
            lines.append(start)
        start = reader.line_num + 1
    return rows, lines


def check_header(
    path: Path, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    where, problems = f"{path.name}:1:", []
    if missing := [name for name in required if name not in header]:
        problems.append(f"{where} missing column {', '.join(missing)}; found {', '.join(header)}")
    if unknown := [name for name in header if name not in (*required, *optional)]:
        listed = ", ".join(map(repr, unknown))
        allowed = ", ".join((*required, *optional))
        problems.append(f"{where} unknown column {listed}; expected among {allowed}")
    if doubled := sorted({name for name in header if header.count(name) > 1}):
        problems.append(f"{where} column {', '.join(doubled)} occurs twice")
    if problems:
        raise TableError(problems)
