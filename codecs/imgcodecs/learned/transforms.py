"""g_a and g_s: picture to latents at a sixteenth of the resolution, and back."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from imgcodecs.learned.blocks import Stage
from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.haar import analyse_haar, synthesise_haar
from imgcodecs.learned.starting import OPPONENT, plan_bases, start_narrow, start_widen

STEM = 48  # channels of a colour picture after two Haar transforms


class Analysis(nn.Module):
    """g_a: x (B, 3, H, W) -> y (B, M, H/16, W/16).

    x -> opponent colours -> Haar -> Haar -> 1x1 -> stage at 1/4 -> Haar -> 1x1 -> stage at 1/8
      -> Haar -> 1x1 -> stage at 1/16 -> 1x1 -> y
    """

    colours: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        widths, scaled = config.analysis.widths, config.learned_scales
        sizes = ((STEM, widths[0]), *((4 * a, b) for a, b in pairwise(widths)))
        down = [ConvScale(a, b, scaled=scaled) for a, b in sizes]
        self.down = nn.ModuleList(down)
        self.stages = nn.ModuleList(
            Stage(width, blocks, scaled=scaled)
            for width, blocks in zip(widths, config.analysis.blocks, strict=True)
        )
        self.head = ConvScale(widths[-1], config.M, scaled=scaled)
        self.register_buffer("colours", OPPONENT.clone(), persistent=False)
        *bases, last = plan_bases(config)
        for conv, basis in zip(down, bases, strict=True):
            start_narrow(conv, basis, bands=4)
        start_narrow(self.head, last, bands=1)

    def forward(self, x: Tensor, level: Tensor) -> Tensor:
        """Picture with values from 0 to 1; level (B,) from 0 to 100."""
        h = analyse_haar(torch.einsum("oc,bchw->bohw", self.colours, x - 0.5))
        for down, stage in zip(self.down, self.stages, strict=True):
            h = stage(down(analyse_haar(h)), level)
        return torch.as_tensor(self.head(h))


class Synthesis(nn.Module):
    """g_s: y_hat (B, M, H/16, W/16) -> x_hat (B, 3, H, W).

    y_hat -> 1x1 -> stage at 1/16 -> 1x1 -> Haar -> stage at 1/8 -> 1x1 -> Haar -> stage at 1/4
          -> 1x1 -> Haar -> Haar -> colours -> x_hat
    """

    colours: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        widths, scaled = config.synthesis.widths, config.learned_scales
        sizes = ((STEM, widths[0]), *((4 * a, b) for a, b in pairwise(widths)))
        self.head = ConvScale(config.M, widths[-1], scaled=scaled)
        up = [ConvScale(b, a, scaled=scaled) for a, b in reversed(sizes)]
        self.up = nn.ModuleList(up)
        self.stages = nn.ModuleList(
            Stage(width, blocks, scaled=scaled)
            for width, blocks in reversed(tuple(zip(widths, config.synthesis.blocks, strict=True)))
        )
        self.register_buffer("colours", OPPONENT.T.clone(), persistent=False)
        *bases, last = plan_bases(config)
        start_widen(self.head, last, bands=1)
        for conv, basis in zip(up, reversed(bases), strict=True):
            start_widen(conv, basis, bands=4)

    def forward(self, y_hat: Tensor, level: Tensor) -> Tensor:
        """Latents to a picture, not yet cut to 0..1; level (B,) from 0 to 100."""
        h = self.head(y_hat)
        for stage, up in zip(self.stages, self.up, strict=True):
            h = synthesise_haar(up(stage(h, level)))
        return torch.einsum("oc,bchw->bohw", self.colours, synthesise_haar(h)) + 0.5
