from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.losses.tests.pictures import make_pair
from imgcodecs.learned.losses.tiling import TilingArtifactLoss


def test_a_tint_counts_in_full_and_fine_noise_hardly() -> None:
    x = torch.full((1, 3, 64, 64), 0.5)
    checkers = torch.ones(64, 64)
    checkers[::2, ::2] = checkers[1::2, 1::2] = -1
    tint, noise = x + 0.02, x + 0.02 * checkers
    assert TilingArtifactLoss()(x, tint).item() == pytest.approx(0.02, abs=1e-6)
    assert TilingArtifactLoss()(x, noise).item() == pytest.approx(0, abs=1e-6)


def test_one_tinted_tile_of_two_counts_half() -> None:
    x = torch.full((1, 3, 64, 128), 0.5)
    x_hat = x.clone()
    x_hat[..., 64:] += 0.02
    assert TilingArtifactLoss()(x, x_hat).item() == pytest.approx(0.01, abs=1e-6)


def test_it_refuses_a_picture_of_one_pixel() -> None:
    x = make_pair()[0][..., :1, :1]
    with pytest.raises(ValueError, match="at least 2 pixels"):
        TilingArtifactLoss()(x, x)
