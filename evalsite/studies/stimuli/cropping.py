from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a source, in image pixels."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int

    @property
    def rows(self) -> slice:
        return slice(self.y_px, self.y_px + self.height_px)

    @property
    def columns(self) -> slice:
        return slice(self.x_px, self.x_px + self.width_px)


def choose_windows(
    *, width_px: int, height_px: int, crop_width_px: int, crop_height_px: int, count: int, seed: int
) -> list[Window]:
    """Windows of the study's size, drawn from the seed; a source no larger is shown whole, once."""
    w, h = min(width_px, crop_width_px), min(height_px, crop_height_px)
    spare_x, spare_y = width_px - w, height_px - h
    rng = np.random.default_rng([seed, width_px, height_px])
    count = min(count, (spare_x + 1) * (spare_y + 1))
    windows: dict[tuple[int, int], Window] = {}
    while len(windows) < count:
        x, y = int(rng.integers(spare_x + 1)), int(rng.integers(spare_y + 1))
        windows.setdefault((x, y), Window(x, y, w, h))
    return list(windows.values())
