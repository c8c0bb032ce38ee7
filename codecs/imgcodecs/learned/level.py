"""How the quality level enters the networks: values interpolated between a few learned knots."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from imgcodecs.learned.config import LEVELS

KNOTS = 6


def round_level(level: Tensor) -> Tensor:
    """Whole quality levels, 0 to 100, of levels from 0 to 1: what the bitstream can say."""
    return (level * LEVELS).round().clamp(0, LEVELS).long()


class LevelTable(nn.Module):
    """A value a channel that depends on the level: level (B,) 0..100 -> (B, channels)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.knots = nn.Parameter(torch.zeros(KNOTS, channels))

    def forward(self, level: Tensor) -> Tensor:
        """Interpolate linearly between the knots."""
        place = level.to(self.knots.dtype) * (KNOTS - 1) / LEVELS
        below = place.long().clamp(max=KNOTS - 2)
        share = (place - below).unsqueeze(1)
        return torch.lerp(self.knots[below], self.knots[below + 1], share)


class LevelGain(nn.Module):
    """x -> x * exp(gain(level)) + shift(level), channel by channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gain = LevelTable(channels)
        self.shift = LevelTable(channels)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        """Condition x, shape (B, C, H, W), on the level."""
        gain, shift = self.gain(level).exp(), self.shift(level)
        return torch.addcmul(shift[..., None, None], x, gain[..., None, None])
