"""One step of training."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from imgcodecs.learned.losses.adversarial import warm_up
from imgcodecs.learned.training.configuration import TermWeights, TrainingConfig
from imgcodecs.learned.training.levels import draw_levels
from imgcodecs.learned.training.objective import Crops, Loss
from imgcodecs.learned.training.schedule import find_learning_rate
from imgcodecs.learned.training.state import RunState


def take_step(state: RunState, config: TrainingConfig, share_spent: float) -> Loss:
    """Draw a batch, move the codec, then the discriminator; count the step.

    Parameters
    ----------
    state : RunState
        Changed in place.
    config : TrainingConfig
    share_spent : float
        Share of the budget that is over: decides phase and learning rate.
    """
    second = share_spent >= config.first_share
    weights = find_weights(config, second=second, second_steps=state.second_steps)
    x, mask = state.sampler.draw(config.batch)
    crops = Crops(x, mask, draw_levels(config.batch, state.noise))
    rate = find_learning_rate(config, step=state.step, share_spent=share_spent)
    for group in state.optimiser.param_groups:
        group["lr"] = rate
    loss, x_hat = _move_codec(state, config, crops, weights)
    if second and config.second.adversarial:
        _move_discriminator(state, crops, x_hat)
    state.average.update(state.model, state.step)
    state.step += 1
    state.second_steps += second
    return loss


def find_weights(config: TrainingConfig, *, second: bool, second_steps: int) -> TermWeights:
    """Weights of the terms in a phase; the adversarial one rises when its time has come."""
    if not second:
        return config.first
    share = warm_up(second_steps, alone=config.discriminator_alone, ramp=config.discriminator_ramp)
    return replace(config.second, adversarial=share * config.second.adversarial)


def _move_codec(
    state: RunState, config: TrainingConfig, crops: Crops, weights: TermWeights
) -> tuple[Loss, torch.Tensor]:
    with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
        output = state.model(crops.x, crops.level, noise=state.noise)
    loss: Loss = state.objective(crops, output, weights)
    if not torch.isfinite(loss.total):
        raise RuntimeError(f"the loss is not finite at step {state.step}: {loss.terms}")
    state.optimiser.zero_grad()
    torch.autograd.backward(loss.total)
    nn.utils.clip_grad_norm_(state.model.parameters(), config.clip)
    state.optimiser.step()
    return loss, output.x_hat.detach().float()


def _move_discriminator(state: RunState, crops: Crops, x_hat: torch.Tensor) -> None:
    # Its gradients from the codec's own step are thrown away here.
    state.discriminating.zero_grad()
    judged = state.objective.adversarial.judge(crops.x, x_hat, crops.mask)
    torch.autograd.backward(judged.mean())
    state.discriminating.step()
