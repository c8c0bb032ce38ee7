"""A convolution in whole numbers: the same result on every machine, in every order of summation.

Inputs and weights are whole numbers below 2^8, accumulators stay below 2^27 and their products
with the multipliers below 2^51. float64 holds all of these exactly, so it does not matter which
library multiplies, how it is built, or on how many threads.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from imgcodecs.learned.rounding import clamp_through, floor_through, round_through

SHIFT = 24  # multipliers are whole numbers over 2^24
MOST_WEIGHT = 127
MOST_ACTIVATION = 255
MOST_ACCUMULATED = 2**26  # of products and of the bias, each
TYPICAL_WEIGHT = 32


class IntegerConv(nn.Module):
    """UINT8 activations, INT8 weights, INT32 accumulators, requantised by multiply and shift.

    a -> (W int8) -> + bias int32 -> * multiplier >> 24 -> clamp to 0..255 -> UINT8

    Trained through straight-through rounding by the very arithmetic it is used with.
    ``freeze`` keeps the whole numbers and drops the parameters they came from.
    """

    weight_int: Tensor
    bias_int: Tensor
    multiplier: Tensor

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 1,
        *,
        gain: float = 1.0,
        start: float = 0.1,
        rectifies: bool = True,
    ) -> None:
        super().__init__()
        fan_in = inputs * kernel**2
        if fan_in * MOST_WEIGHT * MOST_ACTIVATION > MOST_ACCUMULATED:
            raise ValueError(f"{fan_in} products may not fit the accumulator")
        self.kernel, self.rectifies, self.frozen = kernel, rectifies, False
        shape = (outputs, inputs, kernel, kernel)
        self.weight = nn.Parameter(torch.randn(shape) * TYPICAL_WEIGHT / MOST_WEIGHT)
        # In units of the output's range, so that steps of one learning rate suit it.
        self.bias = nn.Parameter(torch.full((outputs,), start))
        first = math.log(gain / (TYPICAL_WEIGHT * math.sqrt(fan_in)))
        self.log_multiplier = nn.Parameter(torch.full((outputs,), first))

    def freeze(self) -> None:
        """Keep the whole numbers as buffers instead of the parameters."""
        weight, bias, multiplier = (part.detach() for part in self._whole_numbers())
        self.register_buffer("weight_int", weight.to(torch.int8))
        self.register_buffer("bias_int", bias.to(torch.int32))
        self.register_buffer("multiplier", multiplier.to(torch.int32))
        del self.weight, self.bias, self.log_multiplier
        self.frozen = True

    def forward(self, a: Tensor) -> Tensor:
        """Whole numbers as float64, (B, inputs, h, w), to the same of ``outputs`` channels."""
        weight, bias, multiplier = self._whole_numbers()
        accumulated = F.conv2d(a, weight, bias, padding=self.kernel // 2)
        scaled = accumulated * (multiplier / 2**SHIFT).view(-1, 1, 1)
        a = floor_through(scaled + 0.5)
        # Inside the network 0 is the rectifier; at its end both bounds are mere bounds.
        clamp = torch.clamp if self.rectifies else clamp_through
        return clamp(a, 0, MOST_ACTIVATION)

    def _whole_numbers(self) -> tuple[Tensor, Tensor, Tensor]:
        if self.frozen:
            parts = (self.weight_int, self.bias_int, self.multiplier)
            return parts[0].double(), parts[1].double(), parts[2].double()
        weight = round_through(self.weight.double().clamp(-1, 1) * MOST_WEIGHT)
        multiplier = self.log_multiplier.double().exp() * 2**SHIFT
        multiplier = round_through(multiplier.clamp(1, 2**SHIFT))
        bias = self.bias.double() * MOST_ACTIVATION * 2**SHIFT / multiplier
        return weight, round_through(bias.clamp(-MOST_ACCUMULATED, MOST_ACCUMULATED)), multiplier
