from __future__ import annotations

import numpy as np
import pytest
import torch
from pytorch_msssim import ms_ssim as other_ms_ssim

from imgcodecs.learned.losses.structural import StructuralLoss, choose_weights
from imgcodecs.learned.losses.tests.pictures import make_pair
from imgcodecs.metrics.structural import ms_ssim


@pytest.mark.parametrize("side", [176, 128, 64])
def test_it_agrees_with_pytorch_msssim(side: int) -> None:
    x, x_hat = make_pair(side=side)
    weights = list(choose_weights(side))
    if side >= 176:
        other = other_ms_ssim(x, x_hat, data_range=1, size_average=False, weights=weights)
    else:  # which asserts sides of 161, whatever the number of scales
        padded = [torch.nn.functional.pad(p, (0, 0, 0, 0)) for p in (x, x_hat)]
        other = _by_scales(*padded, weights)
    torch.testing.assert_close(1 - StructuralLoss()(x, x_hat), other, atol=1e-5, rtol=0)


def _by_scales(x: torch.Tensor, x_hat: torch.Tensor, weights: list[float]) -> torch.Tensor:
    from pytorch_msssim.ssim import _fspecial_gauss_1d, _ssim

    window = _fspecial_gauss_1d(11, 1.5).repeat([3, 1, 1, 1])
    score = torch.ones(len(x), 3)
    for weight in weights:
        whole, structure = _ssim(x, x_hat, data_range=1, win=window)
        score = score * (whole if weight == weights[-1] else structure) ** weight
        x, x_hat = (torch.nn.functional.avg_pool2d(p, 2) for p in (x, x_hat))
    return score.mean(1)


def test_it_agrees_with_our_own_metric() -> None:
    pair = [(255 * p[:1]).round() for p in make_pair(side=192)]
    loss = StructuralLoss()(*(p / 255 for p in pair))
    arrays = [p[0].permute(1, 2, 0).numpy().astype(np.uint8) for p in pair]
    assert 1 - loss.item() == pytest.approx(ms_ssim(*arrays), abs=1e-5)


def test_its_slope_is_finite_on_the_worst_picture() -> None:
    x = make_pair(side=176)[0]
    x_hat = (1 - x).requires_grad_()
    StructuralLoss()(x, x_hat).sum().backward()
    assert x_hat.grad is not None and x_hat.grad.isfinite().all()


def test_small_crops_have_fewer_scales_of_the_same_weight() -> None:
    assert [len(choose_weights(side)) for side in (176, 175, 64, 11)] == [5, 4, 3, 1]
    assert sum(choose_weights(64)) == pytest.approx(sum(choose_weights(512)))


def test_it_refuses_crops_smaller_than_its_window() -> None:
    with pytest.raises(ValueError, match="at least 11 pixels, got 10"):
        choose_weights(10)
