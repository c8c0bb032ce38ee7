"""Real outputs of other people's codecs: 16-bit files, profiles, and one row too many."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.blind import chunk_names, png_bytes
from imgcodecs.errors import ManifestError
from imgcodecs.manifest import load_manifest
from imgcodecs.sources import read_image
from imgcodecs.tests.pictures import SHARED

DATA = SHARED / "ml-pico"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data/ml-pico")
BROKEN_SCENE = "todd-quackenbush-222"


def write_scene(scene: str, folder: Path) -> Path:
    rates = json.loads((DATA / "bpp_data.json").read_text())[scene]
    lines = ["source,reference,codec,decoded,bpp"]
    for codec, bpp in rates.items():
        if (DATA / scene / f"{codec}.png").is_file():
            images = f"{DATA}/{scene}/reference.png,{codec},{DATA}/{scene}/{codec}.png"
            lines.append(f"{scene},{images},{bpp}")
    path = folder / f"{scene}.csv"
    path.write_text("\n".join(lines))
    return path


def test_seven_scenes_load_and_one_is_refused_by_name(tmp_path: Path) -> None:
    rows = []
    for scene in sorted(path.name for path in DATA.iterdir() if path.is_dir()):
        if scene != BROKEN_SCENE:
            rows += load_manifest(write_scene(scene, tmp_path))
    assert len({row.source for row in rows}) == 7
    assert {row.codec for row in rows} >= {"pico", "vvc", "hific", "dcvc"}
    with pytest.raises(ManifestError) as got:
        load_manifest(write_scene(BROKEN_SCENE, tmp_path))
    (problem,) = got.value.problems
    assert "vvc.png of vvc is 720x440 pixels, its reference 720x439" in problem


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
