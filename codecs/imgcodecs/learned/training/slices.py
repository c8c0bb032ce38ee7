"""A batch in slices, one for each core.

A thread of torch's own for each core waits for the others after every operation; where something
else wants the cores too, training is many times slower so. Slices meet once a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from imgcodecs.learned.training.configuration import TermWeights, TrainingConfig
from imgcodecs.learned.training.objective import Crops, Loss
from imgcodecs.learned.training.state import RunState


@dataclass(frozen=True, slots=True)
class Slice:
    """What one slice of a batch found."""

    loss: Loss
    x_hat: Tensor  # (crops of the slice, 3, height, width)
    gradients: tuple[Tensor | None, ...]  # of each parameter, the slice's share of the batch's


def cut_crops(crops: Crops, slices: int) -> list[Crops]:
    """Cut a batch into equal slices."""
    parts = zip(*(each.chunk(slices) for each in (crops.x, crops.mask, crops.level)), strict=True)
    return [Crops(*part) for part in parts]


def find_gradients(
    state: RunState,
    config: TrainingConfig,
    crops: Crops,
    weights: TermWeights,
    noise: torch.Generator,
) -> Slice:
    """Code a slice and find the slope of its loss; changes nothing but ``noise``."""
    with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
        output = state.model(crops.x, crops.level, noise=noise)
    loss: Loss = state.objective(crops, output, weights)
    if not torch.isfinite(loss.total):
        raise RuntimeError(f"the loss is not finite at step {state.step}: {loss.terms}")
    parameters = list(state.model.parameters())
    share = loss.total / config.slices
    gradients = torch.autograd.grad(share, parameters, allow_unused=True)
    return Slice(loss, output.x_hat.detach().float(), gradients)


def join_losses(losses: Sequence[Loss]) -> Loss:
    """Mean of the slices' losses."""
    count = len(losses)
    terms = {name: sum(loss.terms[name] for loss in losses) / count for name in losses[0].terms}
    total = torch.stack([loss.total.detach() for loss in losses]).mean()
    return Loss(total, sum(loss.bpp for loss in losses) / count, terms)
