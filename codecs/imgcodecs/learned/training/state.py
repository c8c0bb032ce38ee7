"""All that changes while a run goes on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch

from imgcodecs.learned.config import ModelConfig
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.training.averaging import Average
from imgcodecs.learned.training.configuration import TrainingConfig
from imgcodecs.learned.training.crops import CropSampler
from imgcodecs.learned.training.objective import Objective

BETAS, DISCRIMINATOR_BETAS = (0.9, 0.99), (0.5, 0.99)
DISCRIMINATOR_RATE = 2e-4


class RunState:
    """Model, average, optimisers, random numbers and counters.

    ``threads`` of them work on slices side by side; the outcome does not depend on it. ``seconds``
    are the processor's, shared out over the threads: a busy machine that makes a run wait, or
    whoever holds it for a while, takes nothing from its budget.
    """

    def __init__(
        self, model: ModelConfig, config: TrainingConfig, sampler: CropSampler, *, threads: int = 1
    ) -> None:
        torch.manual_seed(config.seed)
        trained = PicoStyleModel(model)
        self.model = trained.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = Average(self.model, config.average_decay)
        self.objective = Objective(config).eval()
        self.optimiser = torch.optim.Adam(self.model.parameters(), betas=BETAS, fused=True)
        self.discriminating = torch.optim.Adam(
            self.objective.adversarial.parameters(), DISCRIMINATOR_RATE, DISCRIMINATOR_BETAS
        )
        self.sampler = sampler
        self.drawing = torch.Generator().manual_seed(config.seed)  # of levels
        self.noises = [
            torch.Generator().manual_seed(1000 * config.seed + number)
            for number in range(config.slices)
        ]
        self.pool = ThreadPoolExecutor(threads)
        self.step = 0
        self.second_steps = 0  # of the second phase
        self.seconds = 0.0  # of work

    def begin(self, model: PicoStyleModel) -> None:
        """Begin with another run's weights."""
        for mine in (self.model, self.average.model):
            mine.load_state_dict(model.state_dict())

    def save(self) -> dict[str, Any]:
        """Everything as tensors and plain values."""
        return {
            **{name: getattr(self, name).state_dict() for name in self._modules()},
            "average": self.average.model.state_dict(),
            "sampler": self.sampler.state(),
            "drawing": self.drawing.get_state(),
            "noises": [noise.get_state() for noise in self.noises],
            "counters": {name: getattr(self, name) for name in self._counters()},
        }

    def load(self, saved: dict[str, Any]) -> None:
        """Go on where ``saved`` was taken."""
        for name in self._modules():
            getattr(self, name).load_state_dict(saved[name])
        self.average.model.load_state_dict(saved["average"])
        self.sampler.restore(saved["sampler"])
        self.drawing.set_state(saved["drawing"])
        for noise, kept in zip(self.noises, saved["noises"], strict=True):
            noise.set_state(kept)
        for name in self._counters():
            setattr(self, name, saved["counters"][name])

    @staticmethod
    def _modules() -> tuple[str, ...]:
        return "model", "objective", "optimiser", "discriminating"

    @staticmethod
    def _counters() -> tuple[str, ...]:
        return "step", "second_steps", "seconds"
