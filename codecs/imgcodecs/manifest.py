"""``manifest.csv``: which decoded image belongs to which source, codec and rate.

One format for what the ladder makes and for images decoded elsewhere. Paths are relative to the
manifest, or absolute.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from imgcodecs.errors import ImageError, ManifestError
from imgcodecs.files import write_csv
from imgcodecs.manifest_cells import parse_rows
from imgcodecs.manifest_columns import COLUMNS, read_lines
from imgcodecs.sources import MAX_PIXELS, read_image

MIN_SIDE = 8  # pixels; SSIMULACRA2 judges nothing smaller, and neither does an eye


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One decoded image; paths are absolute once read, None and "" stand for an empty cell."""

    source: str
    reference: Path
    codec: str
    decoded: Path
    bpp: float  # bits of the file over pixels of the reference
    bytes: int | None = None
    version: str = ""
    parameters: str = ""
    target_bpp: float | None = None
    width: int | None = None  # pixels
    height: int | None = None  # pixels
    bitstream: Path | None = None
    encode_s: float | None = None  # wall time
    decode_s: float | None = None
    encode_cpu_s: float | None = None  # of all threads and programs together
    decode_cpu_s: float | None = None
    psnr_db: float | None = None
    ms_ssim: float | None = None
    vmaf: float | None = None
    ssimulacra2: float | None = None
    category: str = ""
    where: str = field(default="", compare=False)  # "manifest.csv:7", for messages


def read_manifest(path: Path) -> tuple[ManifestRow, ...]:
    """Read a manifest without decoding any image.

    Raises
    ------
    ManifestError
        All problems at once, each with file and line: an unknown, missing or repeated column, a bad
        number, a missing file, a rate that disagrees with its bytes, a row given twice.
    """
    rows, problems = _read(path)
    if problems:
        raise ManifestError(problems)
    return rows


def check_images(rows: Sequence[ManifestRow], *, max_pixels: int = MAX_PIXELS) -> None:
    """Decode every image of the rows.

    Raises
    ------
    ManifestError
        Names every image that cannot be decoded, every one with fewer than 8 pixels a side, and
        every decoded image whose size differs from its reference, with both sizes.
    """
    problems = _find_image_problems(rows, max_pixels)
    if problems:
        raise ManifestError(problems)


def load_manifest(path: Path) -> tuple[ManifestRow, ...]:
    """Read a manifest and decode its images; ManifestError lists the problems of both."""
    rows, problems = _read(path)
    problems += _find_image_problems(rows, MAX_PIXELS)
    if problems:
        raise ManifestError(problems)
    return rows


def write_manifest(path: Path, rows: Sequence[ManifestRow]) -> None:
    """Write rows with paths relative to the manifest; ``category`` only where one has it."""
    columns = [c for c in COLUMNS if c != "category" or any(row.category for row in rows)]
    cells = [[_format(getattr(row, column), path.parent) for column in columns] for row in rows]
    write_csv(path, [columns, *cells])


def _read(path: Path) -> tuple[tuple[ManifestRow, ...], list[str]]:
    lines, problems = read_lines(path)
    cells, more = parse_rows(lines, folder=path.parent)
    rows = tuple(ManifestRow(**values) for values in cells)
    if not (rows or problems or more):
        problems = [f"{path.name}: it has no rows"]
    return rows, problems + more


def _find_image_problems(rows: Sequence[ManifestRow], max_pixels: int) -> list[str]:
    sizes: dict[Path, tuple[int, int] | str] = {}  # height and width, or why there are none
    problems = []
    for row in rows:
        for path in (row.reference, row.decoded):
            if path not in sizes:
                sizes[path] = _decode_size(path, max_pixels)
                if isinstance(sizes[path], str):
                    problems.append(f"{_place(row)}: {sizes[path]}")
        problems += _compare_sizes(row, sizes[row.reference], sizes[row.decoded])
    return problems


def _place(row: ManifestRow) -> str:
    return row.where or f"source {row.source}"


def _decode_size(path: Path, max_pixels: int) -> tuple[int, int] | str:
    try:
        height, width = read_image(path, max_pixels=max_pixels).shape[:2]
    except ImageError as error:
        return str(error)
    if min(height, width) < MIN_SIDE:
        return f"{path}: it is {width}x{height} pixels, expected at least {MIN_SIDE} a side"
    return height, width


def _compare_sizes(
    row: ManifestRow, reference: tuple[int, int] | str, decoded: tuple[int, int] | str
) -> list[str]:
    if isinstance(reference, str) or isinstance(decoded, str) or reference == decoded:
        return []
    return [
        f"{_place(row)}: decoded image {row.decoded.name} of {row.codec} is "
        f"{decoded[1]}x{decoded[0]} pixels, its reference {reference[1]}x{reference[0]}"
    ]


def _format(value: object, folder: Path) -> str:
    if value is None:
        return ""
    if isinstance(value, Path):
        return Path(os.path.relpath(value, folder)).as_posix()
    return f"{value:.6g}" if isinstance(value, float) else str(value)
