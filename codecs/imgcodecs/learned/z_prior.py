"""The factorised prior of the hyper latents: a scale for each channel and quality level."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from imgcodecs.learned.config import LEVELS
from imgcodecs.learned.level import LevelTable
from imgcodecs.learned.rounding import clamp_through, round_through
from imgcodecs.learned.sigma import SIGMAS

FIRST_INDEX = 34  # a scale of about 2


class ZPrior(nn.Module):
    """Level -> index of sigma (B, N, 1, 1), one of the same 64 scales as those of y.

    h_a centres its own outputs, so zero means lose nothing. ``freeze`` tabulates the indices of all
    101 levels, so that no machine's interpolation can differ.
    """

    indices: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.table = LevelTable(channels)
        self.frozen = False

    def freeze(self) -> None:
        """Tabulate and drop the parameters."""
        indices = self._find(torch.arange(LEVELS + 1)).detach()
        self.register_buffer("indices", indices.to(torch.uint8))
        del self.table
        self.frozen = True

    def forward(self, level: Tensor) -> Tensor:
        """Level (B,) from 0 to 100."""
        found = self.indices[level].float() if self.frozen else self._find(level)
        return found[..., None, None]

    def _find(self, level: Tensor) -> Tensor:
        # Knots in units of the whole range, so that steps of one learning rate suit them.
        index = round_through(FIRST_INDEX + SIGMAS * self.table(level))
        return clamp_through(index, 0, SIGMAS - 1)
