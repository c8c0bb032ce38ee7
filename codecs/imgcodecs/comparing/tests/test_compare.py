"""The command, from a manifest to files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.cli.main import run
from imgcodecs.comparing.measuring import fill_measures
from imgcodecs.comparing.tests.rows import write_small_manifest
from imgcodecs.comparing.words import describe_savings
from imgcodecs.manifest import read_manifest

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return write_small_manifest(tmp_path)


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_manifest_becomes_pictures_tables_and_a_page(manifest: Path, capsys: Capture) -> None:
    out = manifest.parent / "compared"
    assert run(["compare", str(manifest), "--anchor", "half"]) == 0
    printed = capsys.readouterr()
    assert "measured 12 of 12 pairs" in printed.err
    assert printed.out.startswith("BD-rate against half.")
    # At 40 pixels a side neither MS-SSIM nor VMAF is defined.
    assert re.search(
        r"^jpeg +\+100\.0 % \(2 of 2\) +none \(0 of 2\) +none .* \+100\.0 % \(2 of 2\)$",
        printed.out,
        re.MULTILINE,
    )
    assert "none for 4 of 8 comparisons: needs two rates of different quality" in printed.out
    for name in ("psnr_db", "ssimulacra2", "speed"):
        assert (out / f"{name}.svg").read_text().startswith("<svg")
        assert (out / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        assert (out / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert read_table(out / f"{name}.csv")
    assert not (out / "vmaf.svg").exists()
    check_tables(out)
    check_page(out / "index.html")


def check_tables(out: Path) -> None:
    means = {line["metric"]: line for line in read_table(out / "bd_rates.csv")}
    assert float(means["psnr_db"]["mean"]) == pytest.approx(1)
    assert means["vmaf"]["mean"] == ""
    (first, *_) = read_table(out / "bd_rates_by_source.csv")
    assert (first["anchor"], first["source"], first["overlap"]) == ("half", "cat", "1")
    assert len(read_table(out / "metrics.csv")) == 12


def check_page(page: Path) -> None:
    text = page.read_text()
    assert "JPEG (libjpeg-turbo)" in text
    specs = re.search(r'<script type="application/json" id="specs">(.*?)</script>', text, re.DOTALL)
    assert specs and list(json.loads(specs[1])) == ["psnr_db", "ssimulacra2", "speed"]
    assert len(text) > 800_000  # Vega is inside
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=.?https?:", text)


def test_measures_that_are_there_are_kept(manifest: Path) -> None:
    first = fill_measures(read_manifest(manifest))
    assert fill_measures(first, on_progress=refuse) == first


def refuse(done: int, total: int) -> None:
    raise AssertionError(f"measured {done} of {total}")


def test_one_codec_has_nothing_to_be_compared_with() -> None:
    (line,) = describe_savings([], "jpeg")
    assert line.startswith("only jpeg is in the manifest")


def test_errors_say_what_is_wrong(manifest: Path, capsys: Capture) -> None:
    folder = manifest.parent
    Pillow.fromarray(np.zeros((40, 47, 3), np.uint8)).save(folder / "dog_10.png")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    image = str(folder / "cat.png")
    for argv, message in (
        ([str(manifest)], "dog_10.png is 47x40 pixels, its reference 56x40"),
        ([str(folder / "other.csv")], "other.csv:1: unknown column 'a'"),
        ([str(folder / "gone.csv")], "gone.csv: cannot be read: No such file"),
        ([str(manifest), "--anchor", "vvc"], "anchor 'vvc' is not in the manifest"),
        ([image], "give two images, or one manifest"),
        ([image, image, "--anchor", "jpeg"], "--anchor are for a manifest"),
        ([image, str(folder / "dog.png")], "dog.png: is 56x40 pixels, the reference 48x40"),
        ([image, str(folder / "gone.png")], "gone.png: there is no such file"),
    ):
        assert run(["compare", *argv]) == 1
        assert message in capsys.readouterr().err
