"""VMAF against `vmaf-torch`, which computes features and support vectors anew, in floats."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from vmaf_torch import VMAF

from imgcodecs.colour import convert_to_yuv
from imgcodecs.metrics.tests.pairs import pair
from imgcodecs.metrics.vmaf import LEAST_SIDE, convert_to_luma, vmaf
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.types import Image

TOLERANCE = 0.2  # libvmaf works in fixed point


def score_with_torch(reference: Image, distorted: Image) -> float:
    second_opinion = VMAF(enable_motion=False, clip_score=True)
    planes = [convert_to_luma(image).astype(np.float32) / 4 for image in (reference, distorted)]
    with torch.no_grad():
        return float(second_opinion(*(torch.from_numpy(plane)[None, None] for plane in planes)))


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png"])
@pytest.mark.parametrize("quality", [5, 30, 90])
def test_two_implementations_agree(name: str, quality: int) -> None:
    image, coded = pair(name=name, quality=quality, side=320)
    assert vmaf(image, coded) == pytest.approx(score_with_torch(image, coded), abs=0.07)


def test_they_agree_at_the_smallest_size_and_at_odd_ones() -> None:
    image, coded = pair(quality=30)
    for rows, columns in ((LEAST_SIDE, LEAST_SIDE), (97, 253)):
        cut = image[:rows, :columns], coded[:rows, :columns]
        assert vmaf(*cut) == pytest.approx(score_with_torch(*cut), abs=TOLERANCE)


def test_luma_is_that_of_the_codecs() -> None:
    image = open_photograph()
    planes = convert_to_yuv(image, chroma="420", depth=10, full_range=False)
    assert np.array_equal(convert_to_luma(image), planes.y)


def test_it_sees_luma_alone() -> None:
    grey = np.full((96, 96, 3), 100, np.uint8)
    tinted = grey.copy()
    tinted[..., 2] += 3  # blue weighs 0.07: less than a quarter of a code value
    assert vmaf(grey, tinted) == vmaf(grey, grey)
