"""Rounding and clamping that gradients pass through."""

from __future__ import annotations

import torch
from torch import Tensor


def round_through(x: Tensor) -> Tensor:
    """Round to whole numbers; the gradient passes as if nothing had happened."""
    return x + (x.round() - x).detach()


def floor_through(x: Tensor) -> Tensor:
    """Round down; the gradient passes."""
    return x + (x.floor() - x).detach()


def add_noise(x: Tensor, generator: torch.Generator) -> Tensor:
    """Add uniform noise of one quantisation step, the training's stand-in for rounding."""
    noise = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    return x + (noise - 0.5)
