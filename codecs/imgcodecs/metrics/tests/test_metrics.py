from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest

from imgcodecs.colour import convert_to_yuv
from imgcodecs.harness import code_image
from imgcodecs.metrics import is_affordable, measure_pair, psnr_db, ssimulacra2
from imgcodecs.metrics.vmaf import convert_to_luma
from imgcodecs.registry import load_codec
from imgcodecs.tests.pictures import open_photograph


def test_psnr_of_known_errors() -> None:
    black = np.zeros((10, 10, 3), np.uint8)
    assert psnr_db(black, black) == math.inf
    assert psnr_db(black, black + 255) == pytest.approx(0)
    assert psnr_db(black, black + 1) == pytest.approx(48.1308, abs=1e-4)


def test_ssimulacra2_falls_with_quality() -> None:
    image = open_photograph(height=160, width=160)
    jpeg = load_codec("jpeg")
    scores = [ssimulacra2(image, code_image(jpeg, image, q).decoded) for q in (95, 60, 10)]
    assert ssimulacra2(image, image) == pytest.approx(100)
    assert 80 < scores[0] < 100
    assert 50 < scores[1] < 80
    assert scores[2] < 50


def test_large_and_tiny_images_are_not_judged_in_passing() -> None:
    sides = ((7, 100), (8, 100), (2000, 2000), (2001, 2000))
    affordable = [is_affordable(np.zeros((*side, 3), np.uint8)) for side in sides]
    assert affordable == [False, True, True, False]


def test_it_refuses_different_shapes_and_tiny_images() -> None:
    image = open_photograph(height=16, width=16)
    for measure in (psnr_db, ssimulacra2):
        with pytest.raises(ValueError, match=r"differ in shape: \(16, 16, 3\)"):
            measure(image, image[1:])
    with pytest.raises(ValueError, match="needs 8 pixels a side"):
        ssimulacra2(image[:7], image[:7])


def test_measures_fall_with_quality() -> None:
    image = open_photograph(height=200, width=200)
    jpeg = load_codec("jpeg")
    good, bad = (measure_pair(image, code_image(jpeg, image, q).decoded) for q in (90, 10))
    for name in ("psnr_db", "ms_ssim", "vmaf", "ssimulacra2"):
        assert getattr(good, name) > getattr(bad, name)
    assert 0 < bad.vmaf < good.vmaf <= 100  # type: ignore[operator]


def test_measures_that_are_not_defined_for_a_size_are_none() -> None:
    image = open_photograph(height=300, width=300)
    given = {}
    for side in (176, 175, 32, 31, 8, 7, 1):
        measures = measure_pair(image[:side], image[:side])
        given[side] = [name for name in asdict(measures) if getattr(measures, name) is not None]
    everything = ["psnr_db", "ms_ssim", "vmaf", "ssimulacra2"]
    assert given[176] == everything
    assert given[175] == given[32] == ["psnr_db", "vmaf", "ssimulacra2"]
    assert given[31] == given[8] == ["psnr_db", "ssimulacra2"]
    assert given[7] == given[1] == ["psnr_db"]


def test_luma_is_that_of_the_codecs() -> None:
    image = open_photograph()
    assert np.array_equal(convert_to_luma(image), convert_to_yuv(image, chroma="420", depth=10).y)


def test_it_loads_nothing_heavy() -> None:
    code = (
        "import imgcodecs.metrics, sys; assert not {'torch', 'scipy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
