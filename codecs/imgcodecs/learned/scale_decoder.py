"""The scale decoder: sigma for the entropy coder, in one pass of whole numbers."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from imgcodecs.learned.config import LEVELS, ModelConfig
from imgcodecs.learned.index_table import IndexTable
from imgcodecs.learned.integers import MOST_ACTIVATION, IntegerConv
from imgcodecs.learned.rounding import clamp_through
from imgcodecs.learned.sigma import SIGMAS
from imgcodecs.learned.starting import guess_indices

LEVEL_PLANES = 5
MIDDLE = 128  # what the network says where it adds nothing


class ScaleDecoder(nn.Module):
    """z_hat (B, N, h, w), level -> index of sigma (B, M, 4h, 4w), 0..63, all whole numbers.

    z_hat int8, level planes -> 3x3 -> 1x1 -> shuffle to 1/32 -> 3x3 -> 1x1 -> shuffle to 1/16
                             -> 3x3 -> UINT8 - 128 -> + table(level) -> clamp to 0..63 -> index

    The table has what a channel's scale is at a level on the whole, the network what it is here.
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
        start = MIDDLE / MOST_ACTIVATION
        self.head = IntegerConv(c, config.M, 3, gain=0.05, start=start, rectifies=False)
        self.table = IndexTable(guess_indices(config), low=-MIDDLE, high=MIDDLE)

    def forward(self, z_hat: Tensor, level: Tensor) -> Tensor:
        """Whole numbers in any float type; level (B,) from 0 to 100. Returns float64."""
        z = z_hat.double() if self.shows_z else torch.zeros_like(z_hat, dtype=torch.float64)
        planes = make_level_planes(level, z.shape[-2:])
        a = self.to_32nd(self.stem(torch.cat((z, planes), 1)))
        a = self.to_16th(self.mix(F.pixel_shuffle(a, 2)))
        index = self.head(F.pixel_shuffle(a, 2)) - MIDDLE + self.table(level)
        return clamp_through(index, 0, SIGMAS - 1)


def make_level_planes(level: Tensor, size: torch.Size) -> Tensor:
    """Five hats over the levels 0, 25, .. 100, as whole numbers from 0 to 200."""
    peaks = torch.arange(LEVEL_PLANES, device=level.device) * LEVELS // (LEVEL_PLANES - 1)
    away = (level[:, None] - peaks).abs()
    hats = (200 - 8 * away).clamp(0, MOST_ACTIVATION).double()
    return hats[..., None, None].expand(-1, -1, *size)
