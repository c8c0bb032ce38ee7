"""Measures a model at several levels: rate, quality, error in text and across tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from imgcodecs.comparing.curves import Curve, join_points
from imgcodecs.learned.evaluating.measuring import find_text_error, find_tile_error, to_decibels
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.pixels import to_pixels, to_tensor
from imgcodecs.learned.tiles import cut_tile, place_tile, plan_tiles
from imgcodecs.learned.training.pictures import Picture
from imgcodecs.metrics import psnr_db
from imgcodecs.metrics.structural import ms_ssim
from imgcodecs.types import Image

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
# Smaller than the 504 of files, so that pictures of 512 pixels have several tiles.
TILE = 120  # pixels of a tile's own side; with its margins it is 128


@dataclass(frozen=True, slots=True)
class Point:
    """One picture at one level, coded in tiles."""

    picture: str
    level: float
    bpp: float  # estimated
    psnr_db: float
    ms_ssim_db: float  # -10 log10(1 - MS-SSIM)
    text_error: float  # mean absolute error inside text, 0 to 1; NaN without text
    tile_error: float  # see ``find_tile_error``


def measure_model(model: PicoStyleModel, pictures: Sequence[Picture]) -> list[Point]:
    """Code every picture at every level; pictures come with their text marked."""
    return [measure_picture(model, p, level) for p in pictures for level in LEVELS]


def measure_picture(model: PicoStyleModel, picture: Picture, level: float) -> Point:
    """Code one picture at one level."""
    original = cut_to_tiles(picture.pixels)
    height, width = original.shape[:2]
    decoded, bpp = code_tiles(model, original, level)
    if picture.text is None:
        raise ValueError(f"{picture.name} comes without a mask of its text")
    return Point(
        picture=picture.name,
        level=level,
        bpp=bpp,
        psnr_db=psnr_db(original, decoded),
        ms_ssim_db=to_decibels(1 - ms_ssim(original, decoded)),
        text_error=find_text_error(original, decoded, picture.text[:height, :width]),
        tile_error=find_tile_error(original, decoded, tile=TILE),
    )


def cut_to_tiles(pixels: Image) -> Image:
    """Cut to whole tiles, two or more each way."""
    height, width = (side // TILE * TILE for side in pixels.shape[:2])
    if min(height, width) < 2 * TILE:
        raise ValueError(f"pictures need {2 * TILE} pixels each way, got {pixels.shape}")
    return pixels[:height, :width]


@torch.no_grad()
def code_tiles(model: PicoStyleModel, original: Image, level: float) -> tuple[Image, float]:
    """Reconstruction in tiles that know nothing of one another, and estimated bits per pixel."""
    tiles = plan_tiles(*original.shape[:2], content=TILE)
    x = torch.cat([to_tensor(cut_tile(original, tile)) for tile in tiles])
    output = model(x, torch.full((len(tiles),), level), noise=None)
    decoded = np.empty_like(original)
    for tile, x_hat in zip(tiles, output.x_hat, strict=True):
        place_tile(decoded, tile, to_pixels(x_hat))
    bits = float((output.bits_y + output.bits_z).sum())
    return decoded, bits / (original.shape[0] * original.shape[1])


def trace(points: Sequence[Point], picture: str, metric: str) -> Curve:
    """Curve of one picture, by rising rate."""
    return join_points((p.bpp, getattr(p, metric)) for p in points if p.picture == picture)


def average_at(points: Sequence[Point], metric: str, bpp: float) -> float:
    """Mean over the pictures of a measure at one rate, interpolated over log rate.

    Pictures that do not reach the rate count with their nearest; those without a value are left
    out; NaN where no picture has one.
    """
    values = []
    for picture in dict.fromkeys(point.picture for point in points):
        curve = trace(points, picture, metric)
        if np.isfinite(curve.quality).all():
            values.append(np.interp(np.log(bpp), np.log(curve.bpp), curve.quality))
    return float(np.mean(values)) if values else float("nan")
