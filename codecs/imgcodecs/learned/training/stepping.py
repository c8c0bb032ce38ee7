"""One step of training."""

from __future__ import annotations

import functools
from dataclasses import replace

import torch
from torch import Tensor, nn

from imgcodecs.learned.losses.adversarial import warm_up
from imgcodecs.learned.training.configuration import TermWeights, TrainingConfig
from imgcodecs.learned.training.levels import draw_levels
from imgcodecs.learned.training.objective import Crops, Loss
from imgcodecs.learned.training.schedule import find_learning_rate
from imgcodecs.learned.training.slices import Slice, cut_crops, find_gradients, join_losses
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
    crops = Crops(x, mask, draw_levels(config.batch, state.drawing))
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
) -> tuple[Loss, Tensor]:
    parts = cut_crops(crops, config.slices)
    parameters = list(state.model.parameters())

    def work(number: int) -> Slice:
        return find_gradients(state, config, parts[number], weights, state.noises[number])

    found = list(state.pool.map(work, range(len(parts))))
    for place, parameter in enumerate(parameters):
        parts_of_it = [one.gradients[place] for one in found]
        known = [gradient for gradient in parts_of_it if gradient is not None]
        # Added up in place: millions of numbers are read and written as seldom as may be.
        parameter.grad = functools.reduce(Tensor.add_, known) if known else None
    nn.utils.clip_grad_norm_(parameters, config.clip)
    state.optimiser.step()
    return join_losses([one.loss for one in found]), torch.cat([one.x_hat for one in found])


def _move_discriminator(state: RunState, crops: Crops, x_hat: Tensor) -> None:
    adversarial = state.objective.adversarial.train()
    state.discriminating.zero_grad()
    torch.autograd.backward(adversarial.judge(crops.x, x_hat, crops.mask).mean())
    state.discriminating.step()
    adversarial.eval()  # its spectral norms hold still while slices look at it side by side
