"""Indices of scales that depend on channel and quality level alone."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from imgcodecs.learned.config import LEVELS
from imgcodecs.learned.level import KNOTS, LevelTable
from imgcodecs.learned.rounding import clamp_through, round_through
from imgcodecs.learned.sigma import SIGMAS


class IndexTable(nn.Module):
    """Level (B,) 0..100 -> whole numbers (B, C, 1, 1), from low to high.

    For z it is the whole prior: h_a centres its own outputs, so zero means lose nothing. For y the
    scale decoder adds to it. ``freeze`` tabulates all 101 levels, so that no machine's
    interpolation can differ.
    """

    indices: Tensor

    def __init__(self, first: Tensor, *, low: int = 0, high: int = SIGMAS - 1) -> None:
        super().__init__()
        self.low, self.high, self.frozen = low, high, False
        self.table = LevelTable(first.shape[1])
        with torch.no_grad():
            # Knots are in units of the whole range, so that steps of one learning rate suit them.
            self.table.knots.copy_(first.expand(KNOTS, -1) / SIGMAS)

    def freeze(self) -> None:
        """Tabulate and drop the parameters."""
        indices = self._find(torch.arange(LEVELS + 1)).detach()
        self.register_buffer("indices", indices.to(torch.int16))
        del self.table
        self.frozen = True

    def forward(self, level: Tensor) -> Tensor:
        """Level (B,) from 0 to 100."""
        found = self.indices[level].float() if self.frozen else self._find(level)
        return found[..., None, None]

    def _find(self, level: Tensor) -> Tensor:
        index = round_through(self.table(level) * SIGMAS)
        return clamp_through(index, self.low, self.high)
