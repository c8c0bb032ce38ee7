"""What a wrong conversion of colours leaves behind, in numbers that tell its kinds apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgcodecs.metrics import psnr_db
from imgcodecs.types import Image


@dataclass(frozen=True, slots=True)
class ColourError:
    psnr_db: float
    mean_shift: float  # code values, of the worst channel
    offset_px: float  # of colour against the original, along the worse axis

    def is_within(self, *, least_psnr_db: float) -> bool:
        near = self.mean_shift < 0.5 and self.offset_px < 0.1
        return self.psnr_db >= least_psnr_db and near


def measure_colour(image: Image, decoded: Image) -> ColourError:
    shift = np.mean(decoded.astype(float) - image, axis=(0, 1))
    return ColourError(
        psnr_db=psnr_db(image, decoded),
        mean_shift=float(np.abs(shift).max()),
        offset_px=max(abs(find_offset(image, decoded, axis)) for axis in (0, 1)),
    )


def find_offset(image: Image, decoded: Image, axis: int) -> float:
    """How far the difference of blue and red has moved: least squares on its gradient.

    Both are blurred alike first, since half-size chroma is blurred against the original.
    """
    before, after = (blur(each[..., 2].astype(float) - each[..., 0]) for each in (image, decoded))
    slope = np.gradient(before, axis=axis)
    return float(np.sum(slope * (before - after)) / np.sum(slope**2))


def blur(plane: np.ndarray) -> np.ndarray:
    for axis in (0, 1):
        plane = sum(np.roll(plane, step, axis) for step in range(-4, 5)) / 9
    return plane[8:-8, 8:-8]
