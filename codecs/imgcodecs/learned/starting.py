"""A start from which little training goes far: the transforms begin as a plain Haar codec.

Each 1x1 convolution begins by picking, of the channels it is given, those that hold the most of a
photograph's energy by a rough rule; the synthesis begins as its transpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from imgcodecs.learned.convscale import ConvScale

# Orthonormal: brightness, red against blue, green against both.
OPPONENT = torch.tensor(
    [
        [3**-0.5, 3**-0.5, 3**-0.5],
        [2**-0.5, 0.0, -(2**-0.5)],
        [6**-0.5, -2 * 6**-0.5, 6**-0.5],
    ]
)
COLOUR_ENERGY = (1.0, 0.1, 0.05)
# Of a channel's average and three details, over its own, a row for details and one for averages:
# only averages are smooth, so that the next transform gathers their energy again.
BAND_ENERGY = torch.tensor([[1.2, 1.0, 1.0, 0.8], [3.4, 0.25, 0.25, 0.1]])
SPARK = 0.01  # noise that tells channels apart


def plan_choices(widths: Sequence[int], M: int) -> list[Tensor]:
    """For each 1x1 convolution of the analysis, the channels to pick, most energy first."""
    energy, smooth = torch.tensor(COLOUR_ENERGY), torch.ones(3, dtype=torch.long)
    energy, smooth = _split(energy, smooth)
    choices = []
    for width in widths:
        energy, smooth = _split(energy, smooth)
        choices.append(energy.argsort(descending=True, stable=True)[:width])
        energy, smooth = _keep(energy, choices[-1], width), _keep(smooth, choices[-1], width)
    return [*choices, energy.argsort(descending=True, stable=True)[:M]]


def start_narrow(conv: ConvScale, choice: Tensor) -> None:
    """Let output i be input choice[i]; outputs beyond are noise."""
    with torch.no_grad():
        conv.weight.mul_(SPARK)
        conv.weight[len(choice) :].mul_(0.3 / SPARK)
        conv.weight[torch.arange(len(choice)), choice, 0, 0] += 1


def start_widen(conv: ConvScale, choice: Tensor) -> None:
    """Let output choice[i] be input i."""
    with torch.no_grad():
        conv.weight.mul_(SPARK)
        conv.weight[choice, torch.arange(len(choice)), 0, 0] += 1


def _split(energy: Tensor, smooth: Tensor) -> tuple[Tensor, Tensor]:
    """Energies after a Haar transform, and which channels are averages all the way (1) or not."""
    bands = energy[:, None] * BAND_ENERGY[smooth]
    averages = torch.cat((smooth, torch.zeros(3 * len(smooth), dtype=torch.long)))
    return bands.T.flatten(), averages


def _keep(values: Tensor, choice: Tensor, width: int) -> Tensor:
    kept = torch.zeros(width, dtype=values.dtype)
    kept[: len(choice)] = values[choice]
    return kept
