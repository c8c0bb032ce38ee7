"""How the item bank covers the ladder from invisible to obvious, as a table to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from raters.models import ArtefactItem

BINS = 10
Cells = Counter[tuple[str, int]]  # (codec or photograph, bin) -> items


def write_coverage(items: Iterable[ArtefactItem]) -> str:
    """Items by codec, and by photograph, in tenths of the ladder."""
    listed = list(items)
    blocks = {
        "codec": [item.codec for item in listed],
        "photograph": [item.source for item in listed],
    }
    wide = max(len(name) for title, names in blocks.items() for name in (title, *names))
    lines = []
    for title, names in blocks.items():
        counts = count_cells(names, listed)
        lines += [write_row(title, [f"{tenth / BINS:.1f}-" for tenth in range(BINS)], wide)]
        lines += [write_counts(name, counts, wide) for name in sorted(set(names))]
    everything = count_cells(["all"] * len(listed), listed)
    return "\n".join([*lines, write_counts("all", everything, wide)])


def count_cells(names: list[str], items: list[ArtefactItem]) -> Cells:
    tenths = [min(int(item.strength * BINS), BINS - 1) for item in items]
    return Counter(zip(names, tenths, strict=True))


def write_counts(name: str, counts: Cells, wide: int) -> str:
    return write_row(name, [str(counts[name, tenth]) for tenth in range(BINS)], wide)


def write_row(name: str, cells: list[str], wide: int) -> str:
    return name.ljust(wide) + "".join(cell.rjust(6) for cell in cells)
