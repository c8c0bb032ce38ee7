"""Wilson's interval of a share (JASA 22, 1927): never outside 0 to 1, and good for few."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964  # of a normal distribution, 95 % lie within so many standard deviations


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % interval."""

    count: int
    of: int
    share: float
    low: float
    high: float


def share_of(count: int, of: int) -> Share | None:
    """None of nothing."""
    if of == 0:
        return None
    if not 0 <= count <= of:
        raise ValueError(f"count must lie between 0 and {of}, got {count}")
    share, extra = count / of, Z95**2 / of
    middle = (share + extra / 2) / (1 + extra)
    half = Z95 / (1 + extra) * sqrt(share * (1 - share) / of + extra / (4 * of))
    return Share(count, of, share, max(0.0, middle - half), min(1.0, middle + half))
