"""The 64 scales that symbols can have, and the bits that a symbol takes at one of them.

A symbol k, a latent's distance from its mean in quantisation widths, has the probability that the
logistic distribution of scale sigma gives to k - 1/2 .. k + 1/2.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

SIGMAS = 64
LEAST_SIGMA, MOST_SIGMA = 0.05, 40.0
STEP = math.log(MOST_SIGMA / LEAST_SIGMA) / (SIGMAS - 1)


def find_sigma(index: Tensor) -> Tensor:
    """Scale of an index from 0 to 63; each is 11 % above the one before."""
    return LEAST_SIGMA * torch.exp(index * STEP)


def count_bits(symbol: Tensor, sigma: Tensor) -> Tensor:
    """Bits of symbols, whole or with training's noise; differentiable, for any distance finite."""
    away = symbol.abs()
    # The two ends of the symbol's interval in the lower tail, where their logarithms are exact.
    near, far = F.logsigmoid((0.5 - away) / sigma), F.logsigmoid((-0.5 - away) / sigma)
    log_chance = near + torch.log(-torch.expm1(far - near))
    return -log_chance / math.log(2)
