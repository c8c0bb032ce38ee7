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
    """Undo ``analyse_haar``: double the resolution, (B, 4C, H, W) to (B, C, 2H, 2W)."""
    mean, across, down, diagonal = (x * 0.5).chunk(4, 1)
    top, bottom = mean + down, mean - down
    left, right = across + diagonal, across - diagonal
    rows = [torch.stack(pair, -1).flatten(-2) for pair in _columns(top, bottom, left, right)]
    return torch.stack(rows, -2).flatten(-3, -2)


def _columns(
    top: Tensor, bottom: Tensor, left: Tensor, right: Tensor
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    return (top + left, top - left), (bottom + right, bottom - right)
