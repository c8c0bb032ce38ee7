"""MS-SSIM against `pytorch-msssim`."""

from __future__ import annotations

import pytest
import torch
from pytorch_msssim import ms_ssim as ms_ssim_of_pytorch

from imgcodecs.metrics import structural
from imgcodecs.metrics.structural import LEAST_SIDE, ms_ssim
from imgcodecs.metrics.tests.pairs import pair
from imgcodecs.types import Image


def score_with_torch(*images: Image) -> float:
    planes = [torch.from_numpy(image).permute(2, 0, 1)[None].double() for image in images]
    return float(ms_ssim_of_pytorch(*planes, data_range=255))


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png"])
@pytest.mark.parametrize("quality", [5, 30, 90])
def test_two_implementations_agree(name: str, quality: int) -> None:
    image, coded = pair(name=name, quality=quality)
    assert ms_ssim(image, coded) == pytest.approx(score_with_torch(image, coded), abs=1e-5)


def test_on_odd_sides_it_repeats_the_last_row_as_wang_does() -> None:
    # pytorch-msssim puts a row of zeros there, in both images alike, which moves the score.
    image, coded = pair(quality=30)
    odd = image[:255, :255], coded[:255, :255]
    even = ms_ssim(image, coded)
    assert abs(ms_ssim(*odd) - even) < 1e-4
    assert abs(score_with_torch(*odd) - even) > 3e-4


def test_strips_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    image, coded = pair(quality=30)
    whole = ms_ssim(image, coded)
    monkeypatch.setattr(structural, "STRIP_PIXELS", 1)
    assert ms_ssim(image, coded) == pytest.approx(whole, abs=1e-6)


def test_the_smallest_size_holds_one_window_at_the_coarsest_scale() -> None:
    image, coded = pair(quality=30)
    smallest = image[:LEAST_SIDE, :LEAST_SIDE], coded[:LEAST_SIDE, :LEAST_SIDE]
    assert 0.9 < ms_ssim(*smallest) < 1


def test_an_inverted_image_scores_nothing() -> None:
    image, _ = pair(quality=30)
    assert ms_ssim(image, 255 - image) == 0
