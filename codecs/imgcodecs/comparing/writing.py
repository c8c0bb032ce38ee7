"""A comparison as files: pictures, the numbers behind them, and one page that shows it all."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from figures.export import write_figure
from imgcodecs.comparing.comparison import Comparison
from imgcodecs.comparing.page import PAGE_NAME, make_page
from imgcodecs.comparing.pictures import Picture
from imgcodecs.files import write_whole
from imgcodecs.manifest import ManifestRow
from imgcodecs.metrics.catalogue import METRICS

MEASURED = ("source", "codec", "target_bpp", "bpp", "width", "height", *METRICS)


def write_comparison(comparison: Comparison, folder: Path) -> Path:
    """Write every file of a comparison; returns the page.

    ``<picture>.svg``, ``.pdf``, ``.png`` and ``.csv`` for each picture, ``metrics.csv``,
    ``bd_rates.csv``, ``bd_rates_by_source.csv`` and ``index.html``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stills = {}
    for picture in comparison.pictures:
        stills[picture.name] = _draw(picture, folder)
        _write_table(folder / f"{picture.name}.csv", picture.data)
    _write_table(folder / "metrics.csv", [_list_measures(row) for row in comparison.rows])
    _write_table(folder / "bd_rates.csv", [asdict(saving) for saving in comparison.savings])
    _write_table(
        folder / "bd_rates_by_source.csv",
        [_flatten(asdict(saving)) for saving in comparison.by_source],
    )
    page = folder / PAGE_NAME
    write_whole(page, make_page(comparison, stills=stills).encode())
    return page


def _draw(picture: Picture, folder: Path) -> Path:
    """Draw aside first, so that no picture is there by half; returns the SVG."""
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as aside:
        for drawn in write_figure(spec=picture.spec, folder=Path(aside), name=picture.name):
            drawn.replace(folder / drawn.name)
    return folder / f"{picture.name}.svg"


def _list_measures(row: ManifestRow) -> dict[str, Any]:
    return {column: getattr(row, column) for column in MEASURED}


def _flatten(saving: dict[str, Any]) -> dict[str, Any]:
    bd_rate: dict[str, Any] = saving.pop("bd_rate")
    return {**saving, **bd_rate}


def _write_table(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    listed = list(lines)
    written = io.StringIO(newline="")
    if listed:
        writer = csv.DictWriter(written, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _format(v) for k, v in line.items()} for line in listed)
    write_whole(path, written.getvalue().encode())


def _format(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value
