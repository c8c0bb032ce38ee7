"""ConvScale: a convolution whose channels carry learned scales, folded away for inference."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ConvScale(nn.Module):
    """Convolution by W' = s_in * s_out * W.

    x -> [s_in] -> (W) -> [s_out] -> + bias

    One step of the optimiser on s_in or s_out moves a whole channel, which plain weights can only
    do together. Weights are kept near 1 by a fixed gain, so that a step of one learning rate is as
    large a part of them in every layer; without it the first steps undo a good start.
    ``fold`` multiplies gain and scales into the weights.
    """

    s_in: Tensor | None
    s_out: Tensor | None

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, *, groups: int = 1, scaled: bool = True
    ) -> None:
        super().__init__()
        self.groups = groups
        self.padding = kernel // 2
        fan_in = inputs // groups * kernel**2
        shape = (outputs, inputs // groups, kernel, kernel)
        self.gain = 1 / math.sqrt(fan_in)
        self.weight = nn.Parameter(torch.randn(shape))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.s_in = nn.Parameter(torch.ones(inputs)) if scaled else None
        self.s_out = nn.Parameter(torch.ones(outputs)) if scaled else None

    def scaled_weight(self) -> Tensor:
        """W'."""
        if self.s_in is None or self.s_out is None:
            return self.weight * self.gain
        per_group = self.s_in.view(self.groups, 1, -1, 1, 1)
        by_group = self.weight.view(self.groups, -1, *self.weight.shape[1:])
        return (by_group * per_group).view_as(self.weight) * (self.s_out * self.gain).view(
            -1, 1, 1, 1
        )

    def fold(self) -> None:
        """Replace W by W' and drop the scales."""
        self.weight = nn.Parameter(self.scaled_weight().detach())
        self.s_in = self.s_out = None
        self.gain = 1.0

    def forward(self, x: Tensor, *, stride: int = 1, padding: int | None = None) -> Tensor:
        """Convolve; zeros outside unless ``padding`` says otherwise."""
        padding = self.padding if padding is None else padding
        weight = self.scaled_weight()
        return F.conv2d(x, weight, self.bias, stride, padding, groups=self.groups)
