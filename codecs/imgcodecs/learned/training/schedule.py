"""The learning rate: a short rise, then half a cosine down to the end of the budget."""

from __future__ import annotations

import math

from imgcodecs.learned.training.configuration import TrainingConfig


def find_learning_rate(config: TrainingConfig, *, step: int, share_spent: float) -> float:
    """Learning rate of a step.

    Parameters
    ----------
    config : TrainingConfig
    step : int
        From 0, over the whole run.
    share_spent : float
        Share of the budget that is over, 0 to 1.
    """
    low, high = config.last_learning_rate, config.learning_rate
    fall = low + (high - low) * (1 + math.cos(math.pi * share_spent)) / 2
    return fall * min(1.0, (step + 1) / max(config.warm_up, 1))
