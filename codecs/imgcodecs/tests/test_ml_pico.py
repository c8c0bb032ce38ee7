"""Real outputs of other people's codecs: 16-bit files, profiles, and one row too many."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.blind import chunk_names, png_bytes
from imgcodecs.cli.main import run
from imgcodecs.manifest import load_manifest
from imgcodecs.sources import read_image
from imgcodecs.tests.pictures import SHARED

DATA = SHARED / "ml-pico"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data/ml-pico")
BROKEN_SCENE = "todd-quackenbush-222"


def test_seven_scenes_are_whole_and_one_file_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["collect", str(DATA), "--out", str(tmp_path)]) == 1
    rows = load_manifest(tmp_path / "manifest.csv")
    assert len(rows) == 36
    assert len({row.source for row in rows}) == 8
    assert {row.codec for row in rows} == {"pico", "vvc", "hific", "dcvc", "bpg"}
    assert {row.codec for row in rows if row.source == BROKEN_SCENE} == {"pico", "hific", "dcvc"}
    rates = json.loads((DATA / "bpp_data.json").read_text())
    assert all(row.bpp == float(rates[row.source][row.codec]) for row in rows)
    (failure,) = capsys.readouterr().err.splitlines()
    size = "is 720x440 pixels, its original reference.png 720x439"
    assert failure == f"failed: {BROKEN_SCENE}/vvc.png: {size}"


def test_sixteen_bit_files_are_rounded() -> None:
    path = DATA / "kodim15" / "vvc.png"
    with Pillow.open(path) as opened:
        cut = np.asarray(opened.convert("RGB"), int)
    image = read_image(path)
    assert np.abs(image - cut).max() == 1
    assert set(chunk_names(png_bytes(image))) == {"IHDR", "sRGB", "IDAT", "IEND"}


def test_references_with_srgb_profiles_keep_their_pixels() -> None:
    path = DATA / "paul-itkin-46101" / "reference.png"
    with Pillow.open(path) as opened:
        assert opened.info["icc_profile"]
        assert np.array_equal(read_image(path), np.asarray(opened))
