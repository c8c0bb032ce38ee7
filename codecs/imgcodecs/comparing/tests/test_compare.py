"""The command, from a manifest to files."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.cli.main import run
from imgcodecs.comparing.measuring import fill_measures
from imgcodecs.comparing.tests.rows import write_small_manifest
from imgcodecs.comparing.words import explain_no_savings
from imgcodecs.manifest import read_manifest, write_manifest

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
    assert explain_no_savings([], "jpeg").startswith("only jpeg is in the manifest")


def test_one_rate_each_is_one_sentence_and_no_table(manifest: Path, capsys: Capture) -> None:
    rows = [row for row in read_manifest(manifest) if row.target_bpp == 0.4]
    write_manifest(manifest, rows)
    assert run(["compare", str(manifest)]) == 0
    sentence = "There is no BD-rate against jpeg: every comparison needs two rates of different"
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"{sentence} quality." and len(printed) == 2
    page = (manifest.parent / "compared" / "index.html").read_text()
    assert sentence in page and "Rate at equal quality" not in page


def test_settings_are_in_the_table_the_pictures_and_the_page(
    manifest: Path, capsys: Capture
) -> None:
    rows = [
        replace(row, parameters=f"preset={row.codec[:2]} tune=ssim quality=40", version="v1")
        for row in read_manifest(manifest)
    ]
    mixed = replace(rows[0], parameters="preset=slow quality=40", version="v2")
    write_manifest(manifest, [mixed, *rows[1:]])
    assert run(["compare", str(manifest), "--anchor", "half"]) == 0
    printed = capsys.readouterr()
    assert re.search(r"^jpeg .* preset=jp tune=ssim \| preset=slow$", printed.out, re.MULTILINE)
    assert re.search(r"^half +anchor .* preset=ha tune=ssim$", printed.out, re.MULTILINE)
    assert "warning: jpeg has 2 settings under one name" in printed.err
    assert "warning: jpeg has 2 versions under one name (v1; v2)" in printed.err
    assert "half has" not in printed.err
    out = manifest.parent / "compared"
    for name in ("psnr_db.svg", "speed.svg", "index.html"):
        text = (out / name).read_text()
        assert "half: preset=ha tune=ssim" in text and "quality=40" not in text
    assert "Program start is included: about 18 ms" in (out / "speed.svg").read_text()


def test_a_minus_is_a_minus(manifest: Path, capsys: Capture) -> None:
    assert run(["compare", str(manifest)]) == 0
    assert "half   \N{MINUS SIGN}50.0 % (2 of 2)" in capsys.readouterr().out


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
