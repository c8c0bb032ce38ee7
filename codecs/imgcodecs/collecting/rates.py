"""Tables of rates: Apple's ``bpp_data.json``, rows in JSON, or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imgcodecs.collecting.problems import CollectError
from imgcodecs.manifest_cells import NUMBERS

ALIASES = {"scene": "source", "image": "source"}
COLUMNS = ("source", "codec", "file", "bpp", "bytes", "target_bpp", "version", "category")
REQUIRED = ("source", "codec")
LARGEST_TABLE = 64_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Rate:
    """One row: the rate of a decoded image, and what else is known of it."""

    where: str  # "rates.csv:7", for messages
    source: str
    codec: str
    file: str = ""  # of the collection, with "/" between folders; empty: found by name
    bpp: float | None = None
    bytes: int | None = None
    target_bpp: float | None = None
    version: str = ""
    category: str = ""


def read_rates(path: Path) -> tuple[Rate, ...]:
    """Read a table; CollectError lists all that is wrong with it."""
    try:
        data = path.read_bytes()
        if len(data) > LARGEST_TABLE:
            raise CollectError([f"{path.name}: larger than {LARGEST_TABLE} bytes"])
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise CollectError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise CollectError([f"{path.name}: not UTF-8 text"]) from None
    read = _read_json if path.suffix.lower() == ".json" else _read_csv
    rates, problems = [], []
    for where, row in read(path.name, text):
        try:
            rates.append(_parse(where, row))
        except ValueError as error:
            problems.append(f"{where}: {error}")
    if not rates and not problems:
        problems = [f"{path.name}: has no rates"]
    if problems:
        raise CollectError(problems)
    return tuple(rates)


def _read_csv(name: str, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        for cells in reader:
            if len(cells) != len(header) and cells:
                problem = f"{len(cells)} cells, expected {len(header)} as in line 1"
                raise CollectError([f"{name}:{reader.line_num}: {problem}"])
            if cells:
                trimmed = (cell.strip() for cell in cells)
                yield f"{name}:{reader.line_num}", dict(zip(header, trimmed, strict=True))
    except csv.Error as error:
        raise CollectError([f"{name}:{reader.line_num}: not a CSV file: {error}"]) from None


def _read_json(name: str, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        table = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise CollectError([f"{name}: not JSON: {error}"]) from None
    if isinstance(table, list) and all(isinstance(row, dict) for row in table):
        yield from ((f"{name}: row {number}", row) for number, row in enumerate(table, 1))
        return
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        expected = '{"source": {"codec": bpp}} or a list of rows'
        raise CollectError([f"{name}: expected {expected}"])
    for source, codecs in table.items():
        for codec, value in codecs.items():
            facts = value if isinstance(value, dict) else {"bpp": value}
            yield f"{name}: {source}, {codec}", {"source": source, "codec": codec, **facts}


def _parse(where: str, row: Mapping[str, Any]) -> Rate:
    named = {ALIASES.get(column, column): value for column, value in row.items()}
    unknown = sorted(set(named) - set(COLUMNS))
    if unknown:
        raise ValueError(f"unknown column {unknown[0]!r}; known columns are {', '.join(COLUMNS)}")
    texts = {column: _read_text(column, value) for column, value in named.items()}
    for column in REQUIRED:
        if not texts.get(column):
            raise ValueError(f"{column} is missing")
    if not texts.get("bpp") and not texts.get("bytes"):
        raise ValueError("one of bytes and bpp must be given")
    values: dict[str, Any] = {}
    for column, text in texts.items():
        try:
            values[column] = NUMBERS[column](text) if text and column in NUMBERS else text or None
        except ValueError as error:
            raise ValueError(f"{column} {error}") from None
    return Rate(where=where, **{column: value for column, value in values.items() if value})


def _read_text(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{column} must be a text or a number, got {value!r}")
    text = str(value).strip()
    if not text.isprintable():
        raise ValueError(f"{column} must be plain text on one line, got {text!r}")
    return text
