"""What a step of training minimises: rate, and distortion worth its level's lambda."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from imgcodecs.learned.losses.adversarial import AdversarialLoss
from imgcodecs.learned.losses.mean_square import MeanSquareLoss
from imgcodecs.learned.losses.perceptual import PerceptualLoss
from imgcodecs.learned.losses.structural import StructuralLoss
from imgcodecs.learned.losses.text_fidelity import TextFidelityLoss
from imgcodecs.learned.losses.tiling import TilingArtifactLoss
from imgcodecs.learned.model import Output
from imgcodecs.learned.training.configuration import TermWeights, TrainingConfig
from imgcodecs.learned.training.levels import find_balance, find_lambda


@dataclass(frozen=True, slots=True)
class Crops:
    """What a step is about."""

    x: Tensor  # (batch, 3, height, width), 0 to 1
    mask: Tensor  # (batch, 1, height, width), 1 where there is text
    level: Tensor  # (batch,), 0 to 1


@dataclass(frozen=True, slots=True)
class Loss:
    """What a step minimises, and its parts."""

    total: Tensor  # a number with a gradient
    bpp: float  # bits per pixel, mean of the batch
    terms: dict[str, float]  # means of the batch, without their weights


class Objective(nn.Module):
    """Rate and distortion.

    ::

        mean over the batch of
          balance(level) * (bits / pixels + lambda(level) * sum of weight * term)
    """

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__()
        self.config = config
        self.mean_square = MeanSquareLoss()
        self.structural = StructuralLoss()
        self.perceptual = PerceptualLoss()
        self.text = TextFidelityLoss()
        self.tiling = TilingArtifactLoss()
        self.adversarial = AdversarialLoss()

    def forward(self, crops: Crops, output: Output, weights: TermWeights) -> Loss:
        """Loss of the codec for one batch; terms of weight 0 are not computed."""
        x_hat = output.x_hat.float()
        terms = self._compute_terms(crops, x_hat, weights)
        weighted = [getattr(weights, name) * value for name, value in terms.items()]
        distortion = torch.stack(weighted).sum(0)
        bpp = (output.bits_y + output.bits_z) / (x_hat.shape[2] * x_hat.shape[3])
        worth = find_lambda(crops.level, self.config)
        total = find_balance(crops.level, self.config) * (bpp + worth * distortion)
        means = {name: float(value.detach().mean()) for name, value in terms.items()}
        return Loss(total.mean(), float(bpp.detach().mean()), means)

    def _compute_terms(
        self, crops: Crops, x_hat: Tensor, weights: TermWeights
    ) -> dict[str, Tensor]:
        x, terms = crops.x, {"mean_square": self.mean_square(crops.x, x_hat)}
        for name in ("structural", "perceptual", "tiling"):
            if getattr(weights, name):
                terms[name] = getattr(self, name)(x, x_hat)
        for name in ("text", "adversarial"):
            if getattr(weights, name):
                terms[name] = getattr(self, name)(x, x_hat, crops.mask)
        return terms
