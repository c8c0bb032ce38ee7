from __future__ import annotations

import torch
from torch import Tensor


def make_pair(*, side: int = 64, batch: int = 2, seed: int = 0, noise: float = 0.1) -> list[Tensor]:
    """A soft random picture and a noisy copy of it."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(batch, 3, side // 8, side // 8, generator=generator)
    x = torch.nn.functional.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0, 1)
    x_hat = x + noise * torch.randn(x.shape, generator=generator)
    return [x, x_hat.clamp(0, 1)]


def make_mask(x: Tensor) -> Tensor:
    """A mask of the left half."""
    mask = torch.zeros(x.shape[0], 1, *x.shape[2:])
    mask[..., : x.shape[3] // 2] = 1
    return mask
