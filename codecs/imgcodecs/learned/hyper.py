"""h_a: latents to hyper latents."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from imgcodecs.learned.blocks import Stage
from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.haar import analyse_haar


class HyperAnalysis(nn.Module):
    """h_a: y (B, M, h, w) -> z (B, N, h/4, w/4), before rounding.

    y -> 1x1 -> stage -> Haar -> 1x1 -> stage -> Haar -> 1x1 -> z
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        width, scaled = config.hyper_width, config.learned_scales
        self.stem = ConvScale(config.M, width, scaled=scaled)
        self.fine = Stage(width, 1, scaled=scaled)
        self.down = ConvScale(4 * width, width, scaled=scaled)
        self.coarse = Stage(width, 1, scaled=scaled)
        self.head = ConvScale(4 * width, config.N, scaled=scaled)

    def forward(self, y: Tensor, level: Tensor) -> Tensor:
        """Level (B,) from 0 to 100."""
        h = self.fine(self.stem(y), level)
        h = self.coarse(self.down(analyse_haar(h)), level)
        return torch.as_tensor(self.head(analyse_haar(h)))
