"""Rounding and clamping that gradients pass through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


class _Clamp(torch.autograd.Function):
    """Clamp whose gradient passes outside too where it leads back inside."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, low: float, high: float) -> Tensor:
        ctx.save_for_backward(x)
        ctx.low, ctx.high = low, high
        return x.clamp(low, high)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (x,) = ctx.saved_tensors
        # Descent moves against the gradient: a negative one raises x.
        stuck = ((x < ctx.low) & (gradient > 0)) | ((x > ctx.high) & (gradient < 0))
        return gradient.masked_fill(stuck, 0), None, None


def clamp_through(x: Tensor, low: float, high: float) -> Tensor:
    """Clamp; what lies outside can still be led back in, which a plain clamp's gradient forbids."""
    apply: Callable[[Tensor, float, float], Tensor] = _Clamp.apply
    return apply(x, low, high)
