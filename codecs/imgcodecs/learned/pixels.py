"""Pictures as the networks take them, and back."""

from __future__ import annotations

import torch
from torch import Tensor

from imgcodecs.types import Image


def to_tensor(image: Image) -> Tensor:
    """Picture as (1, 3, height, width), 0 to 1."""
    x = torch.from_numpy(image.copy()).permute(2, 0, 1)[None]
    return x.float() / 255


def to_pixels(x_hat: Tensor) -> Image:
    """Picture (3, height, width) of about 0 to 1 as pixels, rounded and cut."""
    pixels: Image = (x_hat * 255).round().clamp(0, 255).byte().permute(1, 2, 0).numpy()
    return pixels
