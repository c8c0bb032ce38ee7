"""Settings of a training run; with the pictures they decide what comes out of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields

from imgcodecs.learned.config import TILE_MULTIPLE


@dataclass(frozen=True, slots=True)
class TermWeights:
    """Weights of the terms of distortion, each against one squared code value of error.

    A photograph at 0.3 bits per pixel has a mean squared error of some 60, 1 - MS-SSIM of 0.03,
    an L1 of 0.02 in its coarse layers; the weights bring them to one size.
    """

    mean_square: float = 1.0
    structural: float = 0.0
    perceptual: float = 0.0
    text: float = 0.0
    tiling: float = 0.0
    adversarial: float = 0.0

    def __post_init__(self) -> None:
        """Refuse weights that would reward errors."""
        for name in TERMS:
            if getattr(self, name) < 0:
                raise ValueError(f"the weight of {name} must be 0 or more, got {self}")


TERMS = tuple(term.name for term in fields(TermWeights))
FIRST_PHASE = TermWeights(mean_square=0.5, structural=700.0)
SECOND_PHASE = TermWeights(
    mean_square=0.4,
    structural=700.0,
    perceptual=60.0,
    text=6000.0,
    tiling=1500.0,
    adversarial=0.3,
)


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run lasts in all, over every time it is taken up again."""

    minutes: float | None = None  # of work (see ``RunState``), start-up not counted
    steps: int | None = None  # where both are given, what ends first

    def __post_init__(self) -> None:
        """Refuse a run without end."""
        given = [limit for limit in (self.minutes, self.steps) if limit is not None]
        if not given or not all(0 < limit < math.inf for limit in given):
            raise ValueError(f"a run needs minutes or steps above 0, got {self}")

    def share_spent(self, *, steps: int, seconds: float) -> float:
        """Share of the run that is over, 0 to 1."""
        by_time = seconds / 60 / self.minutes if self.minutes else 0.0
        by_steps = steps / self.steps if self.steps else 0.0
        return min(max(by_time, by_steps), 1.0)


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Everything of a run but its pictures, its budget and its place."""

    seed: int = 1
    crop: int = 192  # pixels a side
    batch: int = 4  # crops a step
    slices: int = 2  # equal parts of a batch that can be worked on side by side
    learning_rate: float = 1e-3  # at its highest
    last_learning_rate: float = 1e-5
    warm_up: int = 200  # steps until the highest learning rate
    clip: float = 1.0  # largest norm of a step's gradient
    lowest_lambda: float = 0.0003  # at level 0
    highest_lambda: float = 0.05  # at level 1
    balance: float = 0.5  # 0: the loss as it is; 1: each level's errors count the same
    average_decay: float = 0.999  # of the averaged weights, which are what is exported
    first_share: float = 0.7  # of the budget, in the first phase
    first: TermWeights = field(default_factory=lambda: FIRST_PHASE)
    second: TermWeights = field(default_factory=lambda: SECOND_PHASE)
    discriminator_alone: int = 300  # steps of the second phase without an adversarial term
    discriminator_ramp: int = 1000  # steps over which the term then rises
    text_pictures: int = 16  # photographs with words drawn on them, added to the others
    bfloat16: bool = False

    def __post_init__(self) -> None:
        """Refuse crops that the model cannot take and rates that are upside down."""
        if self.crop < TILE_MULTIPLE or self.crop % TILE_MULTIPLE:
            raise ValueError(f"crop must be a multiple of {TILE_MULTIPLE} pixels, got {self.crop}")
        if self.slices < 1 or self.batch < 1 or self.batch % self.slices:
            raise ValueError(
                f"batch must be a multiple of slices, got {self.batch} and {self.slices}"
            )
        if not 0 < self.learning_rate < math.inf:
            raise ValueError(f"learning_rate must be above 0, got {self.learning_rate}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, got {self.seed}")
        if self.text_pictures < 0:
            raise ValueError(f"text_pictures must be 0 or more, got {self.text_pictures}")
        if not 0 < self.lowest_lambda < self.highest_lambda:
            raise ValueError(
                "expected 0 < lowest_lambda < highest_lambda, "
                f"got {self.lowest_lambda} and {self.highest_lambda}"
            )
        if not 0 <= self.first_share <= 1:
            raise ValueError(f"first_share must be from 0 to 1, got {self.first_share}")
