"""The columns of a manifest, and its lines as named cells."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = (
    *("source", "reference", "codec", "version", "parameters", "target_bpp", "bpp", "bytes"),
    *("width", "height", "bitstream", "decoded", "encode_s", "decode_s", "encode_cpu_s"),
    *("decode_cpu_s", "psnr_db", "ms_ssim", "vmaf", "ssimulacra2", "category"),
)
REQUIRED = ("source", "reference", "codec", "decoded")
RATES = ("bytes", "bpp")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file."""

    where: str  # "manifest.csv:7"
    cells: dict[str, str]  # column -> text, without surrounding blanks


def read_lines(path: Path) -> tuple[list[Line], list[str]]:
    """Split a file into lines of named cells; the second part lists what is wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return [], [f"{path}: cannot be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [f"{path.name}:{line}: not UTF-8 text"]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _name_cells(reader, path.name)
    except csv.Error as error:
        return [], [f"{path.name}:{reader.line_num}: not a CSV file: {error}"]


def _name_cells(reader: Reader, name: str) -> tuple[list[Line], list[str]]:
    header = [cell.strip() for cell in next(reader, [])]
    problems = [f"{name}:1: {problem}" for problem in _check_header(header)]
    if problems:
        return [], problems
    lines, began = [], reader.line_num + 1
    for cells in reader:
        where, began = f"{name}:{began}", reader.line_num + 1
        if len(cells) == len(header):
            trimmed = [cell.strip() for cell in cells]
            lines.append(Line(where, dict(zip(header, trimmed, strict=True))))
        elif cells:
            problems.append(f"{where}: {len(cells)} cells, expected {len(header)} as in line 1")
    return lines, problems


def _check_header(header: list[str]) -> list[str]:
    if not any(header):
        return [f"no header, expected at least {', '.join(REQUIRED)} and bytes or bpp"]
    known = f"known columns are {', '.join(COLUMNS)}"
    problems = [f"unknown column {c!r}; {known}" for c in header if c not in COLUMNS]
    problems += [f"column {c!r} appears twice" for c in COLUMNS if header.count(c) > 1]
    problems += [f"column {c!r} is missing" for c in REQUIRED if c not in header]
    if not set(RATES) & set(header):
        problems.append("one of the columns 'bytes' and 'bpp' is missing")
    return problems
