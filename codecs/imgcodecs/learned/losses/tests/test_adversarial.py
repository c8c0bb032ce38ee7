from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.losses.adversarial import AdversarialLoss, warm_up
from imgcodecs.learned.losses.tests.pictures import make_mask, make_pair


def test_no_slope_reaches_the_inside_of_the_text() -> None:
    x, x_hat = make_pair()
    x_hat.requires_grad_()
    AdversarialLoss()(x, x_hat, make_mask(x)).sum().backward()
    assert x_hat.grad is not None
    assert x_hat.grad[..., :32].abs().sum() == 0
    assert x_hat.grad[..., 32:].abs().sum() > 0


def test_a_picture_full_of_text_adds_nothing() -> None:
    x, x_hat = make_pair()
    everywhere = torch.ones_like(make_mask(x))
    assert AdversarialLoss()(x, x_hat, everywhere).tolist() == [0, 0]


def test_the_discriminator_learns_to_tell_and_the_codec_is_left_alone() -> None:
    torch.manual_seed(0)
    x, x_hat = make_pair(noise=0.3)
    x_hat.requires_grad_()
    loss, mask = AdversarialLoss(), torch.zeros_like(make_mask(x))
    optimiser = torch.optim.Adam(loss.parameters(), 2e-3)
    before = loss.judge(x, x_hat, mask).mean().item()
    for _ in range(40):
        optimiser.zero_grad()
        loss.judge(x, x_hat, mask).mean().backward()
        optimiser.step()
    assert loss.judge(x, x_hat, mask).mean().item() < 0.7 * before
    assert x_hat.grad is None


def test_the_term_warms_up() -> None:
    shares = [warm_up(step, alone=10, ramp=20) for step in (0, 10, 20, 30, 99)]
    assert shares == pytest.approx([0, 0, 0.5, 1, 1])


def test_it_refuses_a_mask_of_another_size() -> None:
    x, x_hat = make_pair()
    with pytest.raises(ValueError, match="expected a mask"):
        AdversarialLoss()(x, x_hat, make_mask(x)[:1])
