"""Every codec against one anchor, by every metric and on every source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imgcodecs.comparing.bd_rate import BdRate, find_bd_rate
from imgcodecs.comparing.curves import make_curve
from imgcodecs.manifest import ManifestRow

USUAL_ANCHOR = "jpeg"


@dataclass(frozen=True, slots=True)
class SourceSaving:
    """One comparison on one source."""

    metric: str
    test: str
    anchor: str
    source: str
    bd_rate: BdRate


@dataclass(frozen=True, slots=True)
class MeanSaving:
    """One comparison over the sources that allow it.

    Parameters
    ----------
    mean, lowest, highest : float or None
        BD-rate as a fraction: its arithmetic mean over the sources, as in JVET's common test
        conditions, and its extremes; None where no source allows it.
    used, sources : int
        Sources in the mean, and sources that both codecs have coded.
    """

    metric: str
    test: str
    anchor: str
    mean: float | None
    lowest: float | None
    highest: float | None
    used: int
    sources: int


def choose_anchor(rows: Sequence[ManifestRow], wanted: str | None) -> str:
    """Anchor of a manifest: the one asked for, else JPEG, else the codec with most rows.

    Raises
    ------
    ValueError
        The codec asked for has no row; names those that have.
    """
    counts = Counter(row.codec for row in rows)
    if wanted is not None and wanted not in counts:
        raise ValueError(f"anchor {wanted!r} is not in the manifest, expected {sorted(counts)}")
    most = max(sorted(counts), key=lambda codec: counts[codec])
    return wanted or (USUAL_ANCHOR if USUAL_ANCHOR in counts else most)


def compare_by_source(
    rows: Sequence[ManifestRow], *, anchor: str, metric: str
) -> tuple[SourceSaving, ...]:
    """BD-rate of every other codec on each source that it and the anchor have coded."""
    groups: dict[tuple[str, str], list[ManifestRow]] = {}
    for row in rows:
        groups.setdefault((row.codec, row.source), []).append(row)
    curves = {key: make_curve(group, metric) for key, group in groups.items()}
    return tuple(
        SourceSaving(
            metric, codec, anchor, source, find_bd_rate(test=curve, anchor=curves[anchor, source])
        )
        for (codec, source), curve in curves.items()
        if codec != anchor and (anchor, source) in curves
    )


def average_sources(savings: Sequence[SourceSaving]) -> tuple[MeanSaving, ...]:
    """Mean of each test codec, in the order of the savings."""
    groups: dict[str, list[SourceSaving]] = {}
    for saving in savings:
        groups.setdefault(saving.test, []).append(saving)
    return tuple(_average(group) for group in groups.values())


def _average(savings: Sequence[SourceSaving]) -> MeanSaving:
    first = savings[0]
    given = [s.bd_rate.difference for s in savings if s.bd_rate.difference is not None]
    return MeanSaving(
        metric=first.metric,
        test=first.test,
        anchor=first.anchor,
        mean=float(np.mean(given)) if given else None,
        lowest=min(given, default=None),
        highest=max(given, default=None),
        used=len(given),
        sources=len(savings),
    )
