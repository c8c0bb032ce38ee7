"""Fills in the measures that a manifest lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from imgcodecs.errors import ManifestError
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics import measure_pair
from imgcodecs.metrics.catalogue import METRICS
from imgcodecs.sources import read_image, read_size

OnProgress = Callable[[int, int], None]  # pairs measured so far, pairs to measure


def fill_measures(
    rows: Sequence[ManifestRow], *, on_progress: OnProgress | None = None
) -> tuple[ManifestRow, ...]:
    """Rows with their sizes, and with every measure that is defined for those.

    Measures that a row has are kept; a pair is decoded only where one is missing.

    Raises
    ------
    ManifestError
        A decoded image has another size than its reference; both are named.
    ImageError
        An image cannot be read.
    """
    sized = [_add_size(row) for row in rows]
    missing = sum(_lacks_measures(row) for row in sized)
    filled, done = [], 0
    for row in sized:
        if _lacks_measures(row):
            row, done = _measure(row), done + 1
            if on_progress:
                on_progress(done, missing)
        filled.append(row)
    return tuple(filled)


def _add_size(row: ManifestRow) -> ManifestRow:
    height, width = read_size(row.reference)
    return replace(row, height=height, width=width)


def _lacks_measures(row: ManifestRow) -> bool:
    least_side = min(row.height or 0, row.width or 0)
    return any(
        getattr(row, name) is None and metric.least_side <= least_side
        for name, metric in METRICS.items()
    )


def _measure(row: ManifestRow) -> ManifestRow:
    reference, decoded = read_image(row.reference), read_image(row.decoded)
    if reference.shape != decoded.shape:
        sizes = [f"{image.shape[1]}x{image.shape[0]}" for image in (decoded, reference)]
        problem = f"{row.decoded} is {sizes[0]} pixels, its reference {sizes[1]}"
        raise ManifestError([f"{row.where}: {problem}"])
    measured = asdict(measure_pair(reference, decoded))
    given = {name: getattr(row, name) for name in METRICS}
    return replace(row, **{k: measured[k] if v is None else v for k, v in given.items()})
