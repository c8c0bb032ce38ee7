from __future__ import annotations

from pathlib import Path

import numpy as np

from imgcodecs.learned.config import ModelConfig, Stages
from imgcodecs.learned.training.configuration import Budget, TermWeights, TrainingConfig
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.learned.training.running import Job

SMALL_MODEL = ModelConfig(
    name="small",
    analysis=Stages(widths=(8, 8, 16), blocks=(1, 1, 1)),
    synthesis=Stages(widths=(8, 8, 16), blocks=(1, 1, 1)),
    M=16,
    N=8,
    hyper_width=8,
    context_width=8,
    scale_widths=(8, 8, 8),
)
EVERY_TERM = TermWeights(1, 1, 1, 1, 1, 1)


def make_picture(name: str = "one.png", *, side: int = 96, seed: int = 0) -> Picture:
    """Soft blobs, so that there is something to learn."""
    coarse = np.random.default_rng(seed).integers(0, 256, (side // 16, side // 16, 3))
    pixels = np.kron(coarse, np.ones((16, 16, 1))).astype(np.uint8)
    return Picture(name, pixels)


def make_training(**kwargs: object) -> TrainingConfig:
    settings: dict[str, object] = {
        "crop": 64,
        "batch": 2,
        "warm_up": 1,
        "text_pictures": 0,
        "discriminator_alone": 1,
        "discriminator_ramp": 1,
        "second": EVERY_TERM,
    }
    return TrainingConfig(**{**settings, **kwargs})  # type: ignore[arg-type]


def make_job(folder: Path, *, steps: int = 4, **kwargs: object) -> Job:
    pictures = [make_picture(), make_picture("two.png", seed=1)]
    training = make_training(**kwargs)
    return Job(SMALL_MODEL, training, Budget(steps=steps), folder / "run", pictures)
