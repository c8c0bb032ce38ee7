from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.losses.tests.pictures import make_mask, make_pair
from imgcodecs.learned.losses.text_fidelity import TextFidelityLoss


def test_it_sees_errors_in_text_only() -> None:
    x, _ = make_pair()
    outside = x + 0.5 * (1 - make_mask(x))
    inside = x + 0.5 * make_mask(x)
    assert TextFidelityLoss()(x, outside, make_mask(x)).tolist() == [0, 0]
    assert TextFidelityLoss()(x, inside, make_mask(x)).tolist() == pytest.approx([0.25, 0.25])


def test_a_picture_without_text_adds_nothing() -> None:
    x, x_hat = make_pair()
    assert TextFidelityLoss()(x, x_hat, torch.zeros_like(make_mask(x))).tolist() == [0, 0]


def test_it_refuses_a_mask_of_another_size() -> None:
    x, x_hat = make_pair()
    with pytest.raises(ValueError, match=r"mask of shape \(2, 1, 64, 64\), got \(2, 3, 64, 64\)"):
        TextFidelityLoss()(x, x_hat, x)
