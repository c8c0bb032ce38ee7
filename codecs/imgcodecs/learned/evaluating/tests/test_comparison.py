from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imgcodecs.learned.evaluating.comparison import find_savings
from imgcodecs.learned.evaluating.picture import SIDE, draw_comparison
from imgcodecs.learned.evaluating.table import format_savings, percent, write_savings
from imgcodecs.manifest import ManifestRow


def make_rows(folder: Path) -> list[ManifestRow]:
    """One source; "test" needs half the bits of "jpeg" for the same quality."""
    image = np.full((40, 300, 3), 90, np.uint8)
    Image.fromarray(image).save(folder / "one.png")
    rows = []
    for codec, factor in (("test", 0.5), ("jpeg", 1.0)):
        for step, psnr in enumerate((28.0, 31.0, 34.0)):
            path = folder / f"{codec}-{step}.png"
            Image.fromarray(image).save(path)
            bpp = factor * 0.2 * 2**step
            rows.append(
                ManifestRow(
                    source="one",
                    reference=folder / "one.png",
                    codec=codec,
                    decoded=path,
                    bpp=bpp,
                    psnr_db=psnr,
                )
            )
    return rows


def rate(rows: list[ManifestRow]) -> dict[Path, dict[str, float]]:
    return {row.decoded: {"psnr_db": row.psnr_db or 0.0} for row in rows}


def test_half_the_bits_are_a_bd_rate_of_minus_a_half(tmp_path: Path) -> None:
    rows = make_rows(tmp_path)
    savings = {s.metric: s for s in find_savings(rows, rate(rows), test="test")}
    assert savings["psnr_db"].mean == pytest.approx(-0.5)
    assert (savings["psnr_db"].used, savings["psnr_db"].sources) == (1, 1)
    assert savings["features"].mean is None and savings["features"].used == 0


def test_the_table_says_what_is_missing(tmp_path: Path) -> None:
    rows = make_rows(tmp_path)
    savings = find_savings(rows, rate(rows), test="test")
    table = format_savings(savings)
    assert "| PSNR | JPEG (libjpeg-turbo) | -50.0 % | -50.0 % | -50.0 % | 1 of 1 |" in table
    assert "| feature distance | JPEG (libjpeg-turbo) | - | - | - | 0 of 1 |" in table
    assert percent(0.031) == "+3.1 %"
    write_savings(savings, tmp_path / "savings.csv")
    written = list(csv.DictReader((tmp_path / "savings.csv").open()))
    assert [row["metric"] for row in written] == ["ms_ssim", "features", "psnr_db", "ssimulacra2"]


def test_the_picture_has_a_cell_for_each_codec_and_pads_small_sources(tmp_path: Path) -> None:
    picture = draw_comparison(make_rows(tmp_path), codecs=("test", "jpeg", "av1"))
    assert picture.shape[1] == 4 * SIDE and picture.dtype == np.uint8
