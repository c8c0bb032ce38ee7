from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.losses.mean_square import MeanSquareLoss
from imgcodecs.learned.losses.tests.pictures import make_pair


def test_it_counts_in_code_values() -> None:
    x = torch.zeros(2, 3, 4, 4)
    x_hat = torch.stack([x[0], x[0] + 2 / 255])
    assert MeanSquareLoss()(x, x_hat).tolist() == pytest.approx([0, 4])


def test_it_refuses_pictures_of_different_shape() -> None:
    x, x_hat = make_pair()
    with pytest.raises(ValueError, match=r"\(2, 3, 64, 64\) and \(2, 3, 32, 64\)"):
        MeanSquareLoss()(x, x_hat[:, :, :32])
