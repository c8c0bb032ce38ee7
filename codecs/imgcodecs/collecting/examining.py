"""Opens every image once, to the end."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from imgcodecs.errors import ImageError
from imgcodecs.manifest import MIN_SIDE
from imgcodecs.sources import read_image

Size = tuple[int, int]  # height, width


def examine(paths: Iterable[Path]) -> dict[Path, Size | str]:
    """Find the size of every image, or why it cannot be shown to anybody."""
    each = sorted(set(paths))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(each, pool.map(_examine, each), strict=True))


def compare_sizes(decoded: Size | str, original: Size | str, *, name: str) -> str:
    """Say why a decoded image cannot stand beside its original; empty where it can."""
    if isinstance(decoded, str):
        return decoded
    if isinstance(original, str):
        return f"its original cannot be used: {original}"
    if decoded != original:
        return (
            f"is {decoded[1]}x{decoded[0]} pixels, its original {name} {original[1]}x{original[0]}"
        )
    return ""


def _examine(path: Path) -> Size | str:
    try:
        height, width = read_image(path).shape[:2]
    except ImageError as error:
        return str(error).removeprefix(f"{path}: ")
    if min(height, width) < MIN_SIDE:
        return f"is {width}x{height} pixels, expected at least {MIN_SIDE} a side"
    return height, width
