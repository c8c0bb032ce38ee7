"""Measures of a reconstruction that only this codec's figures need."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from imgcodecs.learned.losses.perceptual import PerceptualLoss
from imgcodecs.learned.pixels import to_tensor
from imgcodecs.types import Image

BAND = 16  # pixels on each side of a border whose mean colour counts


@torch.no_grad()
def find_feature_distance(original: Image, decoded: Image) -> float:
    """Distance of the two pictures' features; 0 for no difference (docs/pico-style.md)."""
    return float(PerceptualLoss()(to_tensor(original), to_tensor(decoded)))


def to_decibels(distance: float) -> float:
    """Distance of 0 to 1 as a quality in decibels, higher is better, as MS-SSIM is drawn."""
    return -10 * math.log10(max(distance, 1e-9))


def find_text_error(original: Image, decoded: Image, text: NDArray[np.uint8]) -> float:
    """Mean absolute error inside the text, of values from 0 to 1; NaN where there is none."""
    inside = text.astype(bool)
    if not inside.any():
        return math.nan
    error = np.abs(original[inside].astype(np.float64) - decoded[inside])
    return float(error.mean() / 255)


def find_tile_error(original: Image, decoded: Image, *, tile: int) -> float:
    """How much the error of broad colour jumps where two tiles meet, of values from 0 to 1.

    The error is averaged over blocks of ``BAND`` pixels square on both sides of each border; the
    mean absolute difference of the two sides is what the eye sees as an edge.

    Parameters
    ----------
    original, decoded : ndarray, shape (height, width, 3)
    tile : int
        Pixels of a tile's own side, 504 in files.
    """
    error = (decoded.astype(np.float64) - original) / 255
    jumps = [*_find_jumps(error, tile), *_find_jumps(error.transpose(1, 0, 2), tile)]
    return float(np.mean(np.concatenate(jumps))) if jumps else math.nan


def _find_jumps(error: NDArray[np.float64], tile: int) -> list[NDArray[np.float64]]:
    jumps = []
    blocks = error.shape[1] // BAND
    for border in range(tile, error.shape[0] - BAND + 1, tile):
        above, below = (
            error[start : start + BAND, : blocks * BAND].reshape(BAND, blocks, BAND, 3)
            for start in (border - BAND, border)
        )
        jumps.append(np.abs(above.mean((0, 2)) - below.mean((0, 2))).ravel())
    return jumps
