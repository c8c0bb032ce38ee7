"""Untrained models with fixed weights, small enough for tests."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from imgcodecs.learned.config import CONFIGS, ModelConfig
from imgcodecs.learned.engine import Engine, Latents
from imgcodecs.learned.freezing import freeze_model
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.sigma import count_bits, find_sigma
from imgcodecs.learned.weights import save_weights
from imgcodecs.types import Image

WIDER = 1.5  # added to log q, so that an untrained model's symbols fit its untrained scales


def make_model(*, seed: int = 0, wider: float = WIDER, **switches: bool) -> PicoStyleModel:
    torch.manual_seed(seed)
    model = PicoStyleModel(replace(CONFIGS["tiny"], **switches))
    if model.context_decoder.log_q is not None:
        with torch.no_grad():
            model.context_decoder.log_q.knots.add_(wider)
    return model


def make_config(**changes: object) -> ModelConfig:
    return replace(CONFIGS["tiny"], **changes)


@functools.cache
def make_engine(*, wider: float = WIDER) -> Engine:
    return Engine(freeze_model(make_model(wider=wider)))


def write_weights(folder: Path, *, seed: int = 0) -> Path:
    path = folder / f"model-{seed}.safetensors"
    save_weights(make_model(seed=seed), path)
    return path


def estimate_bits(latents: Latents) -> float:
    """Bits by the distributions that a model is trained with."""
    pairs = ((latents.z, latents.z_indices), (latents.y, latents.y_indices))
    return sum(estimate_symbols(symbols, indices) for symbols, indices in pairs)


def estimate_symbols(symbols: np.ndarray, indices: np.ndarray) -> float:
    """Bits of symbols at their scales; what is not sent takes none."""
    sigma = find_sigma(torch.from_numpy(indices.astype(np.float64)))
    bits = count_bits(torch.from_numpy(symbols.astype(np.float64)), sigma)
    return float(bits[torch.from_numpy(indices > 0)].sum())


def make_picture(height: int, width: int, *, seed: int = 0) -> Image:
    """Smooth colours with noise on them."""
    rng = np.random.default_rng(seed)
    rows, columns = (place[..., None] / 40 for place in np.mgrid[:height, :width])
    waves = np.sin(rows * rng.uniform(0.2, 2, 3)) + np.cos(columns * rng.uniform(0.2, 2, 3))
    noisy = 128 + 55 * waves + rng.normal(0, 6, (height, width, 3))
    return np.clip(noisy, 0, 255).astype(np.uint8)
