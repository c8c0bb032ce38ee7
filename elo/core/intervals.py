"""What a reader sees of many draws: their median and central 95 %."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.types import FloatArray


@dataclass(frozen=True, slots=True)
class Interval:
    """Median and 95 % interval of draws; all nan where refused."""

    median: float
    q025: float
    q975: float


def summarise(draws: FloatArray) -> Interval:
    """Median and central 95 % of draws, shape (n,); nan if there are none."""
    if draws.size == 0:
        return Interval(np.nan, np.nan, np.nan)
    low, middle, high = np.quantile(draws, [0.025, 0.5, 0.975]).tolist()
    return Interval(middle, low, high)
