from __future__ import annotations

import math

import numpy as np
import pytest

from imgcodecs.harness import code_image
from imgcodecs.metrics import is_affordable, psnr_db, ssimulacra2
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
