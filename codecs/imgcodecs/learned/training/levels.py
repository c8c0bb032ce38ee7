"""Quality levels in training: which are drawn, and what a level asks of the codec."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from imgcodecs.learned.training.configuration import TrainingConfig


def draw_levels(batch: int, generator: torch.Generator) -> Tensor:
    """Draw levels evenly from 0 to 1, one from each of ``batch`` equal parts, so none is missed."""
    places = torch.arange(batch) + torch.rand(batch, generator=generator)
    return places[torch.randperm(batch, generator=generator)] / batch


def find_lambda(level: Tensor, config: TrainingConfig) -> Tensor:
    """Bits per pixel that a squared code value is worth, evenly spaced in log over the levels."""
    low, high = math.log(config.lowest_lambda), math.log(config.highest_lambda)
    return torch.exp(low + level * (high - low))


def find_balance(level: Tensor, config: TrainingConfig) -> Tensor:
    """Factor on a level's loss, 1 in the middle of the levels.

    Distortion and rate of the highest level are tens of times those of the lowest; left alone, it
    would take nearly all of the gradient.
    """
    middle = math.sqrt(config.lowest_lambda * config.highest_lambda)
    return (middle / find_lambda(level, config)) ** config.balance
