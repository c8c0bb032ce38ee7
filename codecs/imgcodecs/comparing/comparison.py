"""A whole comparison: from the rows of a manifest to savings and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from figures.look import Palette
from imgcodecs.comparing.pictures import Picture, make_palette
from imgcodecs.comparing.rate_quality import draw_rate_quality
from imgcodecs.comparing.savings import (
    MeanSaving,
    SourceSaving,
    average_sources,
    compare_by_source,
)
from imgcodecs.comparing.settings import add_note, describe_settings, warn_of_mixtures
from imgcodecs.comparing.speed import draw_speed
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics.catalogue import METRICS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is written and printed of a manifest."""

    rows: tuple[ManifestRow, ...]  # with sizes and measures
    anchor: str
    palette: Palette
    by_source: tuple[SourceSaving, ...]
    savings: tuple[MeanSaving, ...]
    pictures: tuple[Picture, ...]
    warnings: tuple[str, ...]  # codecs whose curves mix settings or versions


def compare_codecs(rows: Sequence[ManifestRow], *, anchor: str) -> Comparison:
    """Compare every codec of some measured rows with one of them, and draw them all."""
    palette = make_palette(rows)
    # In the palette's order, so that tables and pictures list the codecs alike.
    ordered = tuple(sorted(rows, key=lambda row: palette.codecs.index(row.codec)))
    by_source = [compare_by_source(ordered, anchor=anchor, metric=name) for name in METRICS]
    drawn = [
        *(draw_rate_quality(ordered, metric=name, palette=palette) for name in METRICS),
        draw_speed(ordered, palette=palette),
    ]
    return Comparison(
        rows=ordered,
        anchor=anchor,
        palette=palette,
        by_source=tuple(saving for savings in by_source for saving in savings),
        savings=tuple(mean for savings in by_source for mean in average_sources(savings)),
        pictures=tuple(_note(picture, ordered) for picture in drawn if picture is not None),
        warnings=warn_of_mixtures(ordered),
    )


def _note(picture: Picture, rows: Sequence[ManifestRow]) -> Picture:
    settings = describe_settings(rows)
    notes = [*picture.notes, *([f"Settings: {settings}"] if settings else [])]
    return replace(picture, spec=add_note(picture.spec, notes))
