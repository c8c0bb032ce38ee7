"""How a picture is cut into tiles, and put together again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.learned.config import TILE_MULTIPLE
from imgcodecs.types import Image

CONTENT = 504  # pixels a side that a tile gives to the picture
MARGIN = 4  # pixels of its neighbours that it sees on each side


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of the picture, in pixels; its padded size is what the networks see."""

    top: int
    left: int
    height: int
    width: int

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width with margins, up to a multiple of 64."""
        return _pad(self.height), _pad(self.width)


def plan_tiles(height: int, width: int, *, content: int = CONTENT) -> tuple[Tile, ...]:
    """Tiles of at most ``content`` pixels a side that cover a picture, row by row."""
    return tuple(
        Tile(top, left, min(content, height - top), min(content, width - left))
        for top in range(0, height, content)
        for left in range(0, width, content)
    )


def cut_tile(image: Image, tile: Tile) -> Image:
    """Pixels of a padded tile: its neighbours' where there are any, else the nearest ones."""
    height, width = tile.padded
    rows = _clip(tile.top, height, image.shape[0])
    columns = _clip(tile.left, width, image.shape[1])
    return image[rows[:, None], columns]


def place_tile(image: Image, tile: Tile, padded: Image) -> None:
    """Write a tile's own pixels into the picture."""
    inside = padded[MARGIN : MARGIN + tile.height, MARGIN : MARGIN + tile.width]
    image[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width] = inside


def _pad(side: int) -> int:
    return -(-(side + 2 * MARGIN) // TILE_MULTIPLE) * TILE_MULTIPLE


def _clip(first: int, count: int, side: int) -> NDArray[np.int64]:
    return np.clip(np.arange(first - MARGIN, first - MARGIN + count), 0, side - 1)
