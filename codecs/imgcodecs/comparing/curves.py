"""Quality over rate: one curve for each codec and source, and each codec's mean over its sources.

On axes and in averages MS-SSIM is in decibels, -10 log10(1 - x), as papers print it; its plain
values crowd together below 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.manifest import ManifestRow

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """Measured points of one codec by one metric, by rising rate."""

    bpp: FloatArray  # (n,)
    quality: FloatArray  # (n,), finite, higher is better


@dataclass(frozen=True, slots=True)
class MeanPoint:
    """A rung of the ladder, averaged over a codec's sources."""

    codec: str
    rung: float  # target rate in bits per pixel, or a number where there are no targets
    bpp: float  # all bits over all pixels
    quality: float
    sources: int


def find_quality(row: ManifestRow, metric: str) -> float | None:
    """Quality as drawn; None where it is not known or has no end, as of a lossless image."""
    value: float | None = getattr(row, metric)
    if value is not None and metric == "ms_ssim":
        value = -10 * math.log10(1 - value) if value < 1 else math.inf
    return value if value is not None and math.isfinite(value) else None


def make_curve(rows: Sequence[ManifestRow], metric: str) -> Curve:
    """Curve through the rows of one codec and one source."""
    return join_points((row.bpp, find_quality(row, metric)) for row in rows)


def join_points(points: Iterable[tuple[float, float | None]]) -> Curve:
    """Curve through rates and qualities in any order; those without a quality are left out."""
    known = sorted(point for point in points if point[1] is not None)
    return Curve(*np.array(known, np.float64).reshape(-1, 2).T)


def find_common_sources(rows: Sequence[ManifestRow], metric: str) -> frozenset[str]:
    """Find the sources that every codec has coded; means over them compare like with like."""
    coded: dict[str, set[str]] = {}
    for row in rows:
        if find_quality(row, metric) is not None:
            coded.setdefault(row.codec, set()).add(row.source)
    return frozenset(set.intersection(*coded.values())) if coded else frozenset()


def average_rungs(
    rows: Sequence[ManifestRow], metric: str, sources: frozenset[str]
) -> tuple[MeanPoint, ...]:
    """Mean curve of one codec over some sources.

    Rungs that one of them lacks are left out: their mean would be one over other images.
    """
    rungs: dict[float, list[ManifestRow]] = {}
    for rung, row in _number_rungs(rows):
        if row.source in sources and find_quality(row, metric) is not None:
            rungs.setdefault(rung, []).append(row)
    points = [_average(rung, group, metric) for rung, group in rungs.items()]
    return tuple(sorted((p for p in points if p.sources == len(sources)), key=lambda p: p.bpp))


def _number_rungs(rows: Sequence[ManifestRow]) -> list[tuple[float, ManifestRow]]:
    if all(row.target_bpp is not None for row in rows):
        return [(row.target_bpp or 0.0, row) for row in rows]
    counts: dict[str, int] = {}
    numbered = []
    for row in sorted(rows, key=lambda row: row.bpp):
        counts[row.source] = counts.get(row.source, 0) + 1
        numbered.append((float(counts[row.source]), row))
    return numbered


def _average(rung: float, rows: Sequence[ManifestRow], metric: str) -> MeanPoint:
    pixels = [(row.width or 0) * (row.height or 0) for row in rows]
    qualities = [find_quality(row, metric) for row in rows]
    return MeanPoint(
        codec=rows[0].codec,
        rung=rung,
        bpp=float(np.average([row.bpp for row in rows], weights=pixels)),
        quality=float(np.mean([q for q in qualities if q is not None])),
        sources=len(rows),
    )
