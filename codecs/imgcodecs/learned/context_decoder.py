"""The context decoder: mean and quantisation width of the latents, by the one-shot context model.

sigma needs no latents, so all symbols are known before this begins; its four passes then only turn
symbols into latents, each seeing those of the passes before.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from imgcodecs.learned.blocks import SLOPE, Block, Stage
from imgcodecs.learned.config import LEVELS, OCTAVES, ModelConfig
from imgcodecs.learned.convscale import ConvScale
from imgcodecs.learned.haar import synthesise_haar
from imgcodecs.learned.level import LevelTable

GRID = ((0, 0), (1, 1), (0, 1), (1, 0))  # row and column within 2x2, in the order of the passes
MOST_LOG_Q = 4.0

# Given the pass, mu and q at its places, returns y_hat there.
Fill = Callable[[int, Tensor, Tensor], Tensor]


class Trunk(nn.Module):
    """z_hat (B, N, h, w) -> features (B, C, 4h, 4w): 1x1 -> stage -> Haar -> stage -> Haar."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        width, scaled = config.hyper_width, config.learned_scales
        self.stem = ConvScale(config.N, width, scaled=scaled)
        self.coarse = Stage(width, 1, scaled=scaled)
        self.up = ConvScale(width, 4 * width, scaled=scaled)
        self.fine = Stage(width, 1, scaled=scaled)
        self.head = ConvScale(width, 4 * config.context_width, scaled=scaled)

    def forward(self, z_hat: Tensor, level: Tensor) -> Tensor:
        """Level (B,) from 0 to 100."""
        h = self.up(self.coarse(self.stem(z_hat), level))
        h = self.head(self.fine(synthesise_haar(h), level))
        return synthesise_haar(h)


class Pass(nn.Module):
    """mu and log q (B, M, h, w) at the places of one pass.

    features, [y_hat -> 3x3] -> leaky ReLU -> block -> 1x1 -> mu, log q
    [y_hat -> depthwise 3x3] ------------------------------> + mu

    The second way lets latents, above all those that are means, follow their neighbours at once.
    """

    def __init__(self, config: ModelConfig, *, sees_latents: bool) -> None:
        super().__init__()
        width, scaled = config.context_width, config.learned_scales
        self.context, self.near = None, None
        if sees_latents:
            self.context = ConvScale(config.M, width, 3, scaled=scaled)
            self.near = ConvScale(config.M, config.M, 3, groups=config.M, scaled=scaled)
            nn.init.zeros_(self.near.weight)
        self.block = Block(width, scaled=scaled)
        outputs = 2 * config.M if config.learned_q else config.M
        self.head = ConvScale(width, outputs, scaled=scaled)
        with torch.no_grad():
            self.head.weight.mul_(0.01)

    def forward(self, features: Tensor, y_hat: Tensor, place: tuple[int, int]) -> Tensor:
        """Features at the pass's places; y_hat everywhere, zero where it is not yet known."""
        if self.context is None or self.near is None:
            return self._decide(features)
        row, column = place
        around = F.pad(y_hat, (1, 1, 1, 1))[..., row:, column:]
        output = self._decide(features + self.context(around, stride=2, padding=0))
        mean = self.near(around, stride=2, padding=0)
        return torch.cat((output[:, : mean.shape[1]] + mean, output[:, mean.shape[1] :]), 1)

    def _decide(self, features: Tensor) -> Tensor:
        return torch.as_tensor(self.head(self.block(F.leaky_relu(features, SLOPE))))


class ContextDecoder(nn.Module):
    """z_hat, level -> (mu, q) -> fill -> y_hat (B, M, h, w), pass by pass.

    z_hat -> trunk -> features -> pass 1 -> mu, q -> fill -> y_hat at 1
                               -> pass 2, sees y_hat at 1 -> ... -> y_hat at 1, 2, 3, 4
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.trunk = Trunk(config)
        self.places = GRID if config.one_shot_context else GRID[:1]
        self.step = 2 if config.one_shot_context else 1
        self.passes = nn.ModuleList(
            Pass(config, sees_latents=number > 0) for number in range(len(self.places))
        )
        self.M = config.M
        self.log_q = LevelTable(config.M) if config.learned_q else None
        if self.log_q is not None:
            with torch.no_grad():
                knots = self.log_q.knots
                knots.add_(torch.linspace(0, -OCTAVES * math.log(2), len(knots))[:, None])

    def forward(self, z_hat: Tensor, level: Tensor, fill: Fill) -> Tensor:
        """Dequantised latents, of what ``fill`` gives for each pass's mu and q."""
        features = self.trunk(z_hat, level)
        size = (len(features), self.M, *features.shape[-2:])
        y_hat = torch.zeros(size, dtype=features.dtype, device=features.device)
        for number, (row, column) in enumerate(self.places):
            there = features[..., row :: self.step, column :: self.step]
            mu, q = self._split(self.passes[number](there, y_hat, (row, column)), level)
            y_hat = y_hat + self._spread(fill(number, mu, q), y_hat, (row, column))
        return y_hat

    def pick(self, latents: Tensor, number: int) -> Tensor:
        """Pick of latents those at the places of a pass."""
        row, column = self.places[number]
        there: Tensor = latents[..., row :: self.step, column :: self.step]
        return there

    def _spread(self, part: Tensor, like: Tensor, place: tuple[int, int]) -> Tensor:
        spread = torch.zeros_like(like)
        spread[..., place[0] :: self.step, place[1] :: self.step] = part
        return spread

    def _split(self, output: Tensor, level: Tensor) -> tuple[Tensor, Tensor]:
        if self.log_q is None:
            q = torch.exp2(-OCTAVES * level.to(output.dtype) / LEVELS).view(-1, 1, 1, 1)
            return output, q.expand_as(output)
        mu, log_q = output.chunk(2, 1)
        log_q = (log_q + self.log_q(level)[..., None, None]).clamp(-MOST_LOG_Q, MOST_LOG_Q)
        return mu, log_q.exp()
