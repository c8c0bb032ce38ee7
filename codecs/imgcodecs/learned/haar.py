"""The orthonormal Haar transform over 2x2 pixels, as a change of resolution."""

from __future__ import annotations

import torch
from torch import Tensor


def analyse_haar(x: Tensor) -> Tensor:
    """Halve the resolution, (B, C, H, W) to (B, 4C, H/2, W/2): averages, then three details."""
    a, b = x[..., ::2, ::2], x[..., ::2, 1::2]
    c, d = x[..., 1::2, ::2], x[..., 1::2, 1::2]
    top, bottom, left, right = a + b, c + d, a - b, c - d
    return torch.cat((top + bottom, left + right, top - bottom, left - right), 1) * 0.5


def synthesise_haar(x: Tensor) -> Tensor:
    """Undo ``analyse_haar``: double the resolution, (B, 4C, H, W) to (B, C, 2H, 2W).

    Channels come last in memory, as the convolutions like it; so whole rows of them are copied.
    """
    batch, channels, height, width = x.shape
    mean, across, down, diagonal = (x * 0.5).permute(0, 2, 3, 1).chunk(4, -1)
    top, bottom = mean + down, mean - down
    left, right = across + diagonal, across - diagonal
    upper = torch.cat((top + left, top - left), -1)
    lower = torch.cat((bottom + right, bottom - right), -1)
    pixels = torch.stack((upper, lower), 2)
    return pixels.reshape(batch, 2 * height, 2 * width, channels // 4).permute(0, 3, 1, 2)
