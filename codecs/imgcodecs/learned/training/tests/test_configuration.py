from __future__ import annotations

import math

import pytest
import torch

from imgcodecs.learned.training.configuration import Budget, TermWeights, TrainingConfig
from imgcodecs.learned.training.levels import draw_levels, find_balance, find_lambda
from imgcodecs.learned.training.schedule import find_learning_rate
from imgcodecs.learned.training.stepping import find_weights


def test_the_budget_is_over_by_what_ends_first() -> None:
    budget = Budget(minutes=10, steps=100)
    assert budget.share_spent(steps=50, seconds=60) == 0.5
    assert budget.share_spent(steps=50, seconds=6000) == 1.0


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Budget(), "minutes or steps above 0"),
        (lambda: Budget(minutes=0), "minutes or steps above 0"),
        (lambda: Budget(minutes=math.nan, steps=3), "minutes or steps above 0"),
        (lambda: Budget(minutes=math.inf), "minutes or steps above 0"),
        (lambda: TrainingConfig(learning_rate=math.nan), "learning_rate must be above 0, got nan"),
        (lambda: TrainingConfig(seed=-1), "seed must be 0 or more, got -1"),
        (lambda: TrainingConfig(crop=100), "multiple of 64 pixels, got 100"),
        (lambda: TrainingConfig(batch=0), "multiple of slices, got 0 and 2"),
        (lambda: TrainingConfig(lowest_lambda=1.0), "lowest_lambda < highest_lambda, got 1.0"),
        (lambda: TrainingConfig(first_share=2), "from 0 to 1, got 2"),
        (lambda: TermWeights(text=-1), "weight of text must be 0 or more"),
    ],
)
def test_it_refuses_nonsense(make: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()  # type: ignore[operator]


def test_levels_are_spread_over_each_batch() -> None:
    levels = draw_levels(4, torch.Generator().manual_seed(0)).sort().values
    assert (levels * 4).floor().tolist() == [0, 1, 2, 3]


def test_lambda_is_evenly_spaced_in_log() -> None:
    config = TrainingConfig(lowest_lambda=0.001, highest_lambda=0.1, balance=0.5)
    level = torch.tensor([0, 0.5, 1])
    assert find_lambda(level, config).tolist() == pytest.approx([0.001, 0.01, 0.1])
    worth = find_lambda(level, config) * find_balance(level, config)
    assert worth.tolist() == pytest.approx([0.01 * 0.1**0.5, 0.01, 0.01 * 10**0.5])


def test_the_learning_rate_rises_and_falls() -> None:
    config = TrainingConfig(learning_rate=1.0, last_learning_rate=0.1, warm_up=10)
    rates = [
        find_learning_rate(config, step=step, share_spent=share)
        for step, share in ((0, 0), (9, 0), (99, 0.5), (999, 1))
    ]
    assert rates == pytest.approx([0.1, 1.0, 0.55, 0.1])


def test_the_adversarial_term_waits_for_its_discriminator() -> None:
    config = TrainingConfig(discriminator_alone=10, discriminator_ramp=10)
    shares = [
        find_weights(config, second=True, second_steps=step).adversarial / config.second.adversarial
        for step in (0, 15, 99)
    ]
    assert shares == pytest.approx([0, 0.5, 1])
    assert find_weights(config, second=False, second_steps=0) == config.first
