"""The columns a reader asked for, with every problem named by file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from elo.core.connectivity import list_names
from elo.core.formats.cells import Table, pause_collector
from elo.core.formats.problems import TableError
from elo.core.formats.values import NUMBER
from elo.core.names import BEGIN_A_FORMULA, find_unprintable, make_printable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a table has.

    Parameters
    ----------
    required : tuple of str
        Columns that must be there.
    optional : mapping of str to str
        Columns that may be absent, and the value every row then has.
    foreign : bool
        Whether other columns are passed over with a note; if not, they are refused by name, so
        that a misspelt one is never lost in silence.
    telling : tuple of str
        Columns of which at least one must be filled before rows alike are called doubled.
    """

    required: tuple[str, ...]
    optional: Mapping[str, str] = field(default_factory=dict)
    foreign: bool = False
    telling: tuple[str, ...] = ()


@dataclass(slots=True)
class Rows:
    """Columns of a file, and the problems found in them so far."""

    name: str
    columns: dict[str, tuple[str, ...]]
    lines: list[int]  # of each row, in the file, from 1
    given: frozenset[str]  # columns that were in the file
    warnings: list[str]
    problems: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def complain(self, row: int, problem: str) -> None:
        """Note a problem of one row."""
        self.problems.append((self.lines[row], f"{self.name}:{self.lines[row]}: {problem}"))

    def warn(self, text: str) -> None:
        """Note what was accepted all the same."""
        self.warnings.append(make_printable(f"{self.name}: {text}"))

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
        """Return a column of parsed values; ``empty`` stands for "" if it is allowed.

        Where one is wrong the list is empty, so that nothing is made of the rest.
        """
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

    def refuse_where(self, wrong: Iterable[bool], problem: str) -> None:
        """Note the same problem of every row where ``wrong`` is true."""
        for row, is_wrong in enumerate(wrong):
            if is_wrong:
                self.complain(row, problem)

    def refuse_alike(self, first: Sequence[str], second: Sequence[str], problem: str) -> None:
        """Note the same problem of every row where both columns say the same."""
        self.refuse_where((a == b for a, b in zip(first, second, strict=True)), problem)

    def refuse_again(self, column: str) -> None:
        """Note every name that stands in an earlier row already."""
        names = self.columns[column]
        for row, line in self.find_again(names):
            self.complain(row, f"{column} {names[row]!r} occurs again, first in line {line}")

    def find_again(self, values: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
        """Rows whose value stands in an earlier row already, and the first one's line."""
        first: dict[Hashable, int] = {}
        for row, value in enumerate(values):
            if first.setdefault(value, row) != row:
                yield row, self.lines[first[value]]


def judge_name(value: str) -> str:
    """What was expected of a name, or nothing if it is one."""
    if code := find_unprintable(value):
        return f"expected a name without control characters, found {code}"
    if not value:
        return "expected a name"
    if value.lower() == "nan":
        return "expected a name, found a missing value"
    # -1 is a number there too, and somebody's pseudonym.
    if value.startswith(BEGIN_A_FORMULA) and not NUMBER.fullmatch(value):
        return f"expected a name; one with {value[0]} first is a formula to a spreadsheet"
    return "expected a name without spaces around it" if value != value.strip() else ""


@pause_collector()
def take_rows(table: Table, layout: Layout) -> Rows:
    """Take the columns of a layout out of a table.

    Raises
    ------
    TableError
        If columns are missing, unknown or doubled, or there are no rows.
    """
    check_header(table, layout)
    whole, lines, problems = part_ragged(table)
    if not whole:
        listed = [text for _, text in problems]
        raise TableError(listed or [f"{table.name}: no rows under the header"])
    columns = dict(zip(table.header, zip(*whole, strict=True), strict=True))
    for name, default in layout.optional.items():
        columns.setdefault(name, (default,) * len(whole))
    notes = [make_printable(note) for note in table.notes]
    rows = Rows(table.name, columns, lines, frozenset(table.header), notes, problems)
    note_unused(rows, table, layout)
    note_doubled(rows, whole, layout)
    return rows


def part_ragged(table: Table) -> tuple[list[list[str]], list[int], list[tuple[int, str]]]:
    """Whole rows and their lines; and the others, as line and problem."""
    width, counts = len(table.header), set(map(len, table.rows))
    if counts <= {width}:
        return table.rows, table.lines, []
    expected = f"expected {width} ({', '.join(table.header)})"
    whole, lines, problems = [], [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) == width:
            whole.append(row)
            lines.append(line)
        else:
            problems.append((line, f"{table.name}:{line}: {len(row)} cells, {expected}"))
    return whole, lines, problems


def choose_layout(table: Table, layouts: tuple[Layout, ...]) -> Layout:
    """Pick the first layout whose required columns a table has.

    Raises
    ------
    TableError
        If it has none of them; lists what each needs.
    """
    for layout in layouts:
        if set(layout.required) <= set(table.header):
            return layout
    needed = "; or ".join(", ".join(layout.required) for layout in layouts)
    found = ", ".join(table.header)
    raise TableError([f"{table.name}:1: expected the columns {needed}; found {found}"])


def check_header(table: Table, layout: Layout) -> None:
    where, problems, header = f"{table.name}:1:", [], table.header
    known = (*layout.required, *layout.optional)
    if missing := [name for name in layout.required if name not in header]:
        problems.append(f"{where} missing column {', '.join(missing)}; found {', '.join(header)}")
    unknown = [name for name in header if name not in known]
    if unknown and not layout.foreign:
        listed, allowed = ", ".join(map(repr, unknown)), ", ".join(known)
        problems.append(f"{where} unknown column {listed}; expected among {allowed}")
    if doubled := sorted({name for name in header if header.count(name) > 1}):
        problems.append(f"{where} column {', '.join(doubled)} occurs twice")
    if problems:
        raise TableError(problems)


def note_unused(rows: Rows, table: Table, layout: Layout) -> None:
    unused = [name for name in table.header if name not in (*layout.required, *layout.optional)]
    if unused:
        count = "1 column is" if len(unused) == 1 else f"{len(unused)} columns are"
        rows.warn(f"{count} not used: {list_names(names=unused)}")


def note_doubled(rows: Rows, whole: list[list[str]], layout: Layout) -> None:
    """Count rows that say in every cell, a time or number too, what an earlier one says.

    They are kept: without a time two honest answers may be alike, and with one nobody knows.
    """
    telling = [rows.columns[name] for name in layout.telling if name in rows.given]
    # The whole rows are put side by side only where no column settles it.
    if not any(map(any, telling)) or any(len(set(each)) == len(each) for each in telling):
        return
    seen: set[str] = set()
    doubled = []
    for row, cells in enumerate(map("\0".join, whole)):
        if cells in seen and any(column[row] for column in telling):
            doubled.append(row)
        seen.add(cells)
    if not doubled:
        return
    count = "1 row repeats" if len(doubled) == 1 else f"{len(doubled):,} rows repeat"
    rows.warn(
        f"{count} an earlier row in every cell, the first in line {rows.lines[doubled[0]]}; "
        "kept as answers, but likely exported twice"
    )
