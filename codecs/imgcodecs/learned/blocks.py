"""The residual block that all float networks are built of."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.level import LevelGain

SLOPE = 0.1  # of the leaky rectifier below zero


class Block(nn.Module):
    """Depthwise 3x3, then twice the channels and back: 9C + 4C^2 multiplications a place.

    x -> depthwise 3x3 -> 1x1, C to 2C -> leaky ReLU -> 1x1, 2C to C -> + x
    """

    def __init__(self, channels: int, *, scaled: bool) -> None:
        super().__init__()
        self.spread = ConvScale(channels, channels, 3, groups=channels, scaled=scaled)
        self.widen = ConvScale(channels, 2 * channels, scaled=scaled)
        self.narrow = ConvScale(2 * channels, channels, scaled=scaled)
        with torch.no_grad():  # starts near the identity, so that depth costs nothing at first
            self.narrow.weight.mul_(0.001)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (B, C, H, W) to the same."""
        inner = F.leaky_relu(self.widen(self.spread(x)), SLOPE)
        return x + torch.as_tensor(self.narrow(inner))


class Stage(nn.Module):
    """Blocks at one resolution, conditioned on the level: x -> gain(level) -> blocks."""

    def __init__(self, channels: int, blocks: int, *, scaled: bool) -> None:
        super().__init__()
        self.gain = LevelGain(channels)
        self.blocks = nn.Sequential(*(Block(channels, scaled=scaled) for _ in range(blocks)))

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        """Shape (B, C, H, W) to the same."""
        return torch.as_tensor(self.blocks(self.gain(x, level)))
