"""How long codecs take, where the study knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

DIRECTIONS = {"encode": "Encode", "decode": "Decode"}


@dataclass(frozen=True, slots=True)
class CodecSpeed:
    """Seconds that one codec takes for a megapixel, over all its pictures.

    Parameters
    ----------
    codec : str
        As in the conditions.
    direction : str
        ``"encode"`` or ``"decode"``.
    pictures : int
        That were timed.
    median_s, q05_s, q95_s : float
        Seconds a megapixel on the clock.
    """

    codec: str
    direction: str
    pictures: int
    median_s: float
    q05_s: float
    q95_s: float


def summarise_speed(
    *, codec: str, direction: str, seconds_a_megapixel: Iterable[float]
) -> CodecSpeed | None:
    """Median and middle 90 %; None where nothing was timed."""
    if direction not in DIRECTIONS:
        raise ValueError(f"unknown direction {direction!r}, expected one of {list(DIRECTIONS)}")
    times = np.array(list(seconds_a_megapixel), dtype=np.float64)
    if times.size == 0:
        return None
    low, middle, high = np.quantile(times, [0.05, 0.5, 0.95]).tolist()
    return CodecSpeed(codec, direction, times.size, middle, low, high)
