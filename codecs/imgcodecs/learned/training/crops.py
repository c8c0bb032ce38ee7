"""Draws random crops; what it will draw next is part of a checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from imgcodecs.learned.training.pictures import Picture


class CropSampler:
    """Endless batches of crops.

    Larger pictures are drawn more often, by the root of their pixels: by the pixels themselves a
    few panoramas would be most of what is seen.
    """

    def __init__(self, pictures: Sequence[Picture], *, crop: int, seed: int) -> None:
        fitting = [p for p in pictures if min(p.pixels.shape[:2]) >= crop]
        if not fitting:
            raise ValueError(f"no picture has sides of {crop} pixels or more")
        self.pictures, self.crop = fitting, crop
        roots = np.sqrt([p.pixels.shape[0] * p.pixels.shape[1] for p in fitting])
        self.chances = roots / roots.sum()
        self.rng = np.random.default_rng(seed)

    def draw(self, batch: int) -> tuple[Tensor, Tensor]:
        """Crops (batch, 3, crop, crop) of 0 to 1, and masks (batch, 1, crop, crop) of their text.

        Masks of pictures whose text is not known are empty.
        """
        drawn = [self._draw_one() for _ in range(batch)]
        pixels = torch.from_numpy(np.stack([p for p, _ in drawn])).permute(0, 3, 1, 2)
        masks = torch.from_numpy(np.stack([m for _, m in drawn]))[:, None]
        x = pixels.to(torch.float32, memory_format=torch.channels_last) / 255
        return x, masks.to(torch.float32)

    def _draw_one(self) -> tuple[np.ndarray, np.ndarray]:
        picture = self.pictures[self.rng.choice(len(self.pictures), p=self.chances)]
        top, left = (int(self.rng.integers(s - self.crop + 1)) for s in picture.pixels.shape[:2])
        inside = np.s_[top : top + self.crop, left : left + self.crop]
        pixels = picture.pixels[inside]
        empty = np.zeros(pixels.shape[:2], np.uint8)
        mask = empty if picture.text is None else picture.text[inside]
        if self.rng.random() < 0.5:
            pixels, mask = pixels[:, ::-1], mask[:, ::-1]
        return pixels, mask

    def state(self) -> dict[str, Any]:
        """Keep what ``restore`` needs to go on from here."""
        return dict(self.rng.bit_generator.state)

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where ``state`` was taken."""
        self.rng.bit_generator.state = state
