"""The scale decoder: sigma for the entropy coder, in one pass of whole numbers."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from imgcodecs.learned.config import LEVELS, ModelConfig
from imgcodecs.learned.integers import MOST_ACTIVATION, IntegerConv
from imgcodecs.learned.sigma import SIGMAS

LEVEL_PLANES = 5
INDEX: dict[str, Any] = {"most": SIGMAS - 1, "gain": 0.05, "start": 0.35, "rectifies": False}


class ScaleDecoder(nn.Module):
    """z_hat (B, N, h, w), level -> index of sigma (B, M, 4h, 4w), 0..63, all whole numbers.

    z_hat int8, level planes -> 3x3 -> 1x1 -> shuffle to 1/32 -> 3x3 -> 1x1 -> shuffle to 1/16
                             -> 3x3 -> index
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        a, b, c = config.scale_widths
        self.shows_z = config.predicted_sigma
        # z_hat is small beside UINT8's range, hence the first gain.
        self.stem = IntegerConv(config.N + LEVEL_PLANES, a, 3, gain=8.0)
        self.to_32nd = IntegerConv(a, 4 * b)
        self.mix = IntegerConv(b, b, 3)
        self.to_16th = IntegerConv(b, 4 * c)
        self.head = IntegerConv(c, config.M, 3, **INDEX)

    def forward(self, z_hat: Tensor, level: Tensor) -> Tensor:
        """Whole numbers in any float type; level (B,) from 0 to 100. Returns float64."""
        z = z_hat.double() if self.shows_z else torch.zeros_like(z_hat, dtype=torch.float64)
        planes = make_level_planes(level, z.shape[-2:])
        a = self.to_32nd(self.stem(torch.cat((z, planes), 1)))
        a = self.to_16th(self.mix(F.pixel_shuffle(a, 2)))
        return torch.as_tensor(self.head(F.pixel_shuffle(a, 2)))


def make_level_planes(level: Tensor, size: torch.Size) -> Tensor:
    """Five hats over the levels 0, 25, .. 100, as whole numbers from 0 to 200."""
    peaks = torch.arange(LEVEL_PLANES, device=level.device) * LEVELS // (LEVEL_PLANES - 1)
    away = (level[:, None] - peaks).abs()
    hats = (200 - 8 * away).clamp(0, MOST_ACTIVATION).double()
    return hats[..., None, None].expand(-1, -1, *size)
