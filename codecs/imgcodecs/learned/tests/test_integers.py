"""The scale decoder's arithmetic, against whole numbers of numpy."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from imgcodecs.learned.index_table import IndexTable
from imgcodecs.learned.integers import MOST_ACTIVATION, SHIFT, IntegerConv
from imgcodecs.learned.rounding import clamp_through
from imgcodecs.learned.scale_decoder import ScaleDecoder, make_level_planes
from imgcodecs.learned.tests.making import make_config, make_model


def convolve_exactly(conv: IntegerConv, a: np.ndarray) -> np.ndarray:
    """The same by int64 and a loop over the kernel; a of shape (inputs, h, w)."""
    weight = conv.weight_int.numpy().astype(np.int64)
    pad, (_, height, width) = conv.kernel // 2, a.shape
    around = np.pad(a.astype(np.int64), ((0, 0), (pad, pad), (pad, pad)))
    total = np.zeros((len(weight), height, width), np.int64)
    total += conv.bias_int.numpy().astype(np.int64)[:, None, None]
    for row in range(conv.kernel):
        for column in range(conv.kernel):
            part = around[:, row : row + height, column : column + width]
            total += np.einsum("oi,ihw->ohw", weight[:, :, row, column], part)
    assert np.abs(total).max() < 2**31
    scaled = total * conv.multiplier.numpy().astype(np.int64)[:, None, None]
    return np.clip((scaled + (1 << SHIFT - 1)) >> SHIFT, 0, MOST_ACTIVATION)


@pytest.mark.parametrize("kernel", [1, 3])
def test_it_is_whole_number_arithmetic(kernel: int) -> None:
    torch.manual_seed(1)
    conv = IntegerConv(40, 24, kernel)
    a = torch.randint(0, 256, (1, 40, 6, 5)).double()
    trained = conv(a)
    conv.freeze()
    assert torch.equal(conv(a), trained)
    assert np.array_equal(conv(a)[0].numpy(), convolve_exactly(conv, a[0].numpy()))
    assert 0.05 < (trained > 0).double().mean() < 1


def test_the_largest_values_stay_exact() -> None:
    conv = IntegerConv(220, 4, 3)
    with torch.no_grad():
        conv.weight.fill_(1)
        conv.log_multiplier.fill_(-9)
    conv.freeze()
    a = torch.full((1, 220, 3, 3), 255.0, dtype=torch.float64)
    assert np.array_equal(conv(a)[0].numpy(), convolve_exactly(conv, a[0].numpy()))


def test_it_refuses_more_products_than_an_accumulator_holds() -> None:
    with pytest.raises(ValueError, match="2700 products may not fit"):
        IntegerConv(300, 4, 3)


def test_gradients_pass_the_rounding() -> None:
    conv = IntegerConv(8, 4)
    a = torch.randint(0, 256, (1, 8, 4, 4)).double().requires_grad_()
    conv(a).sum().backward()
    parts = (conv.weight, conv.bias, conv.log_multiplier, a)
    assert all(part.grad is not None and part.grad.abs().sum() > 0 for part in parts)


def test_a_scale_beyond_the_ends_can_be_led_back() -> None:
    x = torch.tensor([-3.0, -3.0, 5.0, 80.0, 80.0], requires_grad=True)
    clamped = clamp_through(x, 0, 63)
    assert clamped.tolist() == [0, 0, 5, 63, 63]
    (clamped * torch.tensor([-1.0, 1.0, 1.0, 1.0, -1.0])).sum().backward()
    assert x.grad.tolist() == [-1, 0, 1, 1, 0]


def test_threads_and_freezing_do_not_change_scales() -> None:
    torch.manual_seed(2)
    decoder = ScaleDecoder(make_config())
    z, level = torch.randint(-127, 128, (1, 64, 4, 4)), torch.tensor([37])
    trained, threads = decoder(z, level), torch.get_num_threads()
    for module in decoder.children():
        module.freeze()
    try:
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            assert torch.equal(decoder(z, level), trained)
        with torch.backends.mkldnn.flags(enabled=False):  # as in a build without it
            assert torch.equal(decoder(z, level), trained)
    finally:
        torch.set_num_threads(threads)
    assert trained.shape == (1, 256, 16, 16)
    assert trained.min() >= 0 and trained.max() <= 63 and len(trained.unique()) > 10


def test_level_planes_are_whole_hats() -> None:
    planes = make_level_planes(torch.tensor([0, 30, 100]), torch.Size((1, 2)))
    assert planes[..., 0, 0].tolist() == [[200, 0, 0, 0, 0], [0, 160, 40, 0, 0], [0, 0, 0, 0, 200]]
    assert planes.shape == (3, 5, 1, 2)


def test_a_frozen_prior_is_its_table() -> None:
    prior = make_model().z_prior
    with torch.no_grad():
        prior.table.knots.normal_(0, 0.2)
    level = torch.arange(101)
    before = prior(level)
    prior.freeze()
    assert torch.equal(prior(level), before)
    assert isinstance(prior, IndexTable) and prior.indices.shape == (101, 64)
