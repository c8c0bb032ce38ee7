"""The cells of a manifest as numbers and paths, each problem named with its line and column."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imgcodecs.errors import ImageError
from imgcodecs.manifest_columns import REQUIRED, Line
from imgcodecs.sources import read_size

MAX_LENGTHS = {  # characters
    "source": 200,
    "codec": 60,
    "version": 200,
    "parameters": 500,
    "category": 50,
}
CODEC_NAME = re.compile(r"[A-Za-z0-9._-]+")
BEGIN_A_FORMULA = ("=", "+", "-", "@")  # a spreadsheet computes the cells of a report that do
RESERVED_CODECS = ("original", "trap")  # conditions that every study has of itself
RATE_TOLERANCE = 0.01  # relative; published rates have three digits

TEXTS = tuple(MAX_LENGTHS)
PATHS = ("reference", "decoded", "bitstream")


def parse_rows(lines: Sequence[Line], *, folder: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Turn lines into the fields of rows.

    Returns
    -------
    rows : list of dict
        Fields of the lines that have no problem.
    problems : list of str
        One for each bad cell or contradiction, with file, line and column.
    """
    seen = _Seen()
    rows, problems = [], []
    for line in lines:
        row, wrong = _parse_line(line, folder)
        wrong = wrong or _add_rate(row, seen) or seen.check(row)
        if wrong:
            problems += [f"{line.where}: {problem}" for problem in wrong]
        else:
            rows.append({**row, "where": line.where})
    return rows, problems


def _parse_line(line: Line, folder: Path) -> tuple[dict[str, Any], list[str]]:
    row: dict[str, Any] = {}
    problems = []
    for column, text in line.cells.items():
        try:
            row[column] = _parse_cell(column, text, folder)
        except ValueError as error:
            problems.append(f"{column} {error}")
    if not problems and row.get("bytes") is None and row.get("bpp") is None:
        problems.append("one of bytes and bpp must be given")
    return row, problems


def _parse_cell(column: str, text: str, folder: Path) -> str | float | Path | None:
    if not text:
        if column in REQUIRED:
            raise ValueError("is empty")
        return "" if column in TEXTS else None
    if column in TEXTS:
        return _parse_text(column, text)
    return _parse_path(text, folder) if column in PATHS else NUMBERS[column](text)


def _parse_text(column: str, text: str) -> str:
    if len(text) > MAX_LENGTHS[column]:
        raise ValueError(f"must be at most {MAX_LENGTHS[column]} characters, got {len(text)}")
    if not text.isprintable():
        raise ValueError(f"must be plain text on one line, got {text!r}")
    if column == "codec":
        check_codec_name(text)
    elif column in ("source", "category"):
        check_no_formula(text)
    return text


def check_codec_name(name: str) -> None:
    """Raise ValueError unless a study could have a condition of this codec."""
    if not CODEC_NAME.fullmatch(name):
        raise ValueError(f"must be of letters, digits, '-', '_' and '.', got {name!r}")
    if name.lower() in RESERVED_CODECS:
        raise ValueError(f"must not be one of {RESERVED_CODECS}, which name conditions of the site")
    check_no_formula(name)


def check_no_formula(name: str) -> None:
    """Raise ValueError for a name that a spreadsheet would compute."""
    if name.startswith(BEGIN_A_FORMULA):
        raise ValueError(f"must not begin with {name[0]!r}, a formula to a spreadsheet")


def _parse_path(text: str, folder: Path) -> Path:
    path = Path(os.path.abspath(folder / text))
    try:
        if text.isprintable() and path.is_file():
            return path
    except OSError as error:
        raise ValueError(
            f"names a file that cannot be reached ({error.strerror}): {text}"
        ) from None
    raise ValueError(f"names a file that does not exist: {text!r}")


def _parse_positive(text: str) -> float:
    number = _parse_number(text)
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"must be a number above 0, got {text!r}")
    return number


def _parse_seconds(text: str) -> float:
    number = _parse_number(text)
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(f"must be a number of seconds, 0 or more, got {text!r}")
    return number


def _parse_score(text: str) -> float:
    number = _parse_number(text)
    if math.isnan(number) or number == -math.inf:
        raise ValueError(f"must be a number, got {text!r}")
    return number


def _parse_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"must be a number, got {text!r}") from None


def _parse_whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16 and int(text) > 0):
        raise ValueError(f"must be a whole number above 0, got {text!r}")
    return int(text)


NUMBERS: dict[str, Callable[[str], float]] = {
    "target_bpp": _parse_positive,
    "bpp": _parse_positive,
    "bytes": _parse_whole,
    "width": _parse_whole,
    "height": _parse_whole,
    "encode_s": _parse_seconds,
    "decode_s": _parse_seconds,
    "encode_cpu_s": _parse_seconds,
    "decode_cpu_s": _parse_seconds,
    "psnr_db": _parse_score,  # infinite for a lossless codec
    "ms_ssim": _parse_score,
    "vmaf": _parse_score,
    "ssimulacra2": _parse_score,
}


@dataclass(slots=True)
class _Seen:
    """What the lines so far have said."""

    keys: set[tuple[str, str, str]] = field(default_factory=set)
    references: dict[str, Path] = field(default_factory=dict)  # source -> its original
    sizes: dict[Path, tuple[int, int]] = field(default_factory=dict)  # height, width

    def check(self, row: dict[str, Any]) -> list[str]:
        """Remember a row, and name what contradicts an earlier one."""
        source, reference = row["source"], row["reference"]
        # Conditions are named with the rate as it prints: what prints alike is one rate point.
        rate = f"{row.get('target_bpp') or row['bpp']:g}"
        key = (source, row["codec"], rate)
        if key in self.keys:
            return [f"source {source!r}, codec {row['codec']!r} at {rate} bpp is given twice"]
        self.keys.add(key)
        if self.references.setdefault(source, reference) != reference:
            return [f"reference of source {source!r} differs from the one given before"]
        return []

    def size_of(self, path: Path) -> tuple[int, int]:
        """Height and width from the head of a file, read once."""
        if path not in self.sizes:
            self.sizes[path] = read_size(path)
        return self.sizes[path]


def _add_rate(row: dict[str, Any], seen: _Seen) -> list[str]:
    try:
        height, width = seen.size_of(row["reference"])
    except ImageError as error:
        return [f"reference {error}"]
    problems = [
        f"{column} is {row[column]}, but the reference has {side} pixels"
        for column, side in (("width", width), ("height", height))
        if row.get(column) not in (None, side)
    ]
    if row.get("bytes") is not None:
        counted_bpp = row["bytes"] * 8 / (height * width)
        stated_bpp = row.get("bpp") or counted_bpp
        row["bpp"] = counted_bpp
        if abs(stated_bpp / counted_bpp - 1) > RATE_TOLERANCE:
            problems.append(
                f"bpp is {stated_bpp:g}, but {row['bytes']} bytes over {width}x{height} "
                f"pixels are {counted_bpp:.4g}"
            )
    return problems
