"""Other codecs and the learned one at the same rates, on the same pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from imgcodecs.comparing.bd_rate import find_bd_rate
from imgcodecs.comparing.curves import Curve, find_quality, join_points
from imgcodecs.comparing.savings import MeanSaving, SourceSaving, average_sources
from imgcodecs.ladder import build_ladder
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.evaluating.measuring import find_feature_distance, to_decibels
from imgcodecs.manifest import ManifestRow
from imgcodecs.progress import Progress
from imgcodecs.sources import read_image
from imgcodecs.types import Codec

ANCHORS = ("jpeg", "av1")
TARGETS_BPP = (0.1, 0.15, 0.22, 0.33, 0.5)
METRICS = {  # name -> how tables call it
    "ms_ssim": "MS-SSIM",
    "features": "feature distance",
    "psnr_db": "PSNR",
    "ssimulacra2": "SSIMULACRA2",
}


def code_pictures(
    sources: Sequence[Path],
    codec: PicoStyle,
    *,
    out: Path,
    workers: int,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[ManifestRow, ...]:
    """Code each picture with each codec to the same rates; a second run takes it from ``out``."""
    codecs: list[str | Codec] = [codec, *ANCHORS]
    result = build_ladder(
        sources=sources,
        codecs=codecs,
        targets_bpp=TARGETS_BPP,
        out=out,
        workers=workers,
        on_progress=on_progress,
    )
    if not result.rows:
        least, most = min(TARGETS_BPP), max(TARGETS_BPP)
        raise ValueError(f"no codec has a file of {least:g} to {most:g} bpp of these pictures")
    return result.rows


def rate_rows(rows: Sequence[ManifestRow]) -> dict[Path, dict[str, float]]:
    """Qualities of each decoded picture by metric, all with higher meaning better."""
    rated: dict[Path, dict[str, float]] = {}
    for row in rows:
        known = {name: find_quality(row, name) for name in METRICS if name != "features"}
        distance = find_feature_distance(read_image(row.reference), read_image(row.decoded))
        values = {name: value for name, value in known.items() if value is not None}
        rated[row.decoded] = {**values, "features": to_decibels(distance)}
    return rated


def find_savings(
    rows: Sequence[ManifestRow], rated: dict[Path, dict[str, float]], *, test: str
) -> list[MeanSaving]:
    """Compare ``test`` with every other codec by every metric."""
    anchors = [name for name in dict.fromkeys(row.codec for row in rows) if name != test]
    return [
        saving
        for metric in METRICS
        for anchor in anchors
        for saving in average_sources(
            _compare(rows, rated, test=test, anchor=anchor, metric=metric)
        )
    ]


def _compare(
    rows: Sequence[ManifestRow],
    rated: dict[Path, dict[str, float]],
    *,
    test: str,
    anchor: str,
    metric: str,
) -> list[SourceSaving]:
    """Compare on every source, those too that one of the codecs has not coded."""

    def trace(codec: str, source: str) -> Curve:
        chosen = (row for row in rows if (row.codec, row.source) == (codec, source))
        return join_points((row.bpp, rated[row.decoded].get(metric)) for row in chosen)

    return [
        SourceSaving(
            metric,
            test,
            anchor,
            source,
            find_bd_rate(test=trace(test, source), anchor=trace(anchor, source)),
        )
        for source in dict.fromkeys(row.source for row in rows)
    ]
