from __future__ import annotations

import torch

from imgcodecs.learned.losses.perceptual import PerceptualLoss
from imgcodecs.learned.losses.tests.pictures import make_pair


def test_it_is_zero_for_the_same_picture_and_rises_with_noise() -> None:
    x, little = make_pair(noise=0.02)
    much = make_pair(noise=0.2)[1]
    distances = [PerceptualLoss()(x, other) for other in (x, little, much)]
    assert distances[0].tolist() == [0, 0]
    assert (distances[2] > 2 * distances[1]).all()


def test_its_slope_reaches_the_reconstruction_and_nothing_of_it_is_trained() -> None:
    x, x_hat = make_pair()
    x_hat.requires_grad_()
    loss = PerceptualLoss()
    loss(x, x_hat).sum().backward()
    assert x_hat.grad is not None and x_hat.grad.abs().sum() > 0
    assert not list(loss.parameters()) and not loss.state_dict()


def test_its_slope_is_that_of_finite_differences() -> None:
    x, x_hat = (picture[:1] for picture in make_pair(side=32))
    x_hat.requires_grad_()
    PerceptualLoss()(x, x_hat).sum().backward()
    assert x_hat.grad is not None
    direction = x_hat.grad / x_hat.grad.norm()
    step = 1e-2
    with torch.no_grad():
        ends = [PerceptualLoss()(x, x_hat + sign * step * direction) for sign in (1, -1)]
    slope = (ends[0] - ends[1]).item() / (2 * step)
    assert abs(slope / x_hat.grad.norm().item() - 1) < 0.05
