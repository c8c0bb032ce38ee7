"""A moving average of the weights, which codes better than the weights of any one step."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from imgcodecs.learned.model import PicoStyleModel


class Average:
    """Keeps ``model``, a copy whose weights trail those that are trained.

    Parameters
    ----------
    trained : PicoStyleModel
        Copied once; buffers are taken as they are, only parameters are averaged.
    decay : float
        Share of the average that a step keeps; less at first, when there is little to keep.
    """

    def __init__(self, trained: PicoStyleModel, decay: float) -> None:
        self.model = copy.deepcopy(trained).requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, trained: PicoStyleModel, step: int) -> None:
        """Move towards the weights after step ``step``."""
        decay = min(self.decay, (step + 1) / (step + 10))
        own: list[Tensor] = list(self.model.parameters())
        new: list[Tensor] = list(trained.parameters())
        torch._foreach_lerp_(own, new, 1 - decay)
        for kept, buffer in zip(self.model.buffers(), trained.buffers(), strict=True):
            kept.copy_(buffer)
