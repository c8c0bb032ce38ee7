"""Finds the quality that gives a rate, with few real encodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

TOLERANCE = 0.03  # relative distance from the target that is good enough


@dataclass(frozen=True, slots=True)
class Found:
    """The step of the quality parameter whose rate is nearest to a target."""

    index: int  # from 0, the smallest file
    bpp: float
    encodes: int  # encodes this target needed beyond those of the targets before it

    def misses(self, target_bpp: float) -> bool:
        """Tell whether the rate is outside the tolerance because the steps are exhausted."""
        return abs(self.bpp / target_bpp - 1) > TOLERANCE


@dataclass(slots=True)
class RateSearch:
    """Bisection over the steps of one codec on one image; every target reuses all rates so far.

    ``rate_at`` makes a real encode at a step and returns its bpp. Rates are taken to rise with the
    step; where they do not, the first crossing is found.
    """

    rate_at: Callable[[int], float]
    steps: int
    known: dict[int, float] = field(default_factory=dict)  # step -> bpp

    def find(self, target_bpp: float) -> Found:
        """Encode until a rate is within the tolerance or no step is left between two rates."""
        before = len(self.known)
        halve = not self._is_inside(target_bpp)
        while not self._is_near(target_bpp):
            low, high = self._bracket(target_bpp)
            if high - low <= 1:
                break
            index = (low + high) // 2 if halve else self._interpolate(low, high, target_bpp)
            self.known[index] = self.rate_at(index)
            # Rate is close to exponential in the step, so interpolation is quick; a plain halving
            # after two of them bounds the search where it is not.
            halve = (len(self.known) - before) % 3 == 0 or not self._is_inside(target_bpp)
        index = self._nearest(target_bpp)
        return Found(index, self.known[index], len(self.known) - before)

    def _is_near(self, target_bpp: float) -> bool:
        return any(abs(bpp / target_bpp - 1) <= TOLERANCE for bpp in self.known.values())

    def _is_inside(self, target_bpp: float) -> bool:
        low, high = self._bracket(target_bpp)
        return low >= 0 and high < self.steps

    def _bracket(self, target_bpp: float) -> tuple[int, int]:
        low = -1
        for index in sorted(self.known):
            if self.known[index] > target_bpp:
                return low, index
            low = index
        return low, self.steps

    def _interpolate(self, low: int, high: int, target_bpp: float) -> int:
        bottom, top = math.log(self.known[low]), math.log(self.known[high])
        share = (math.log(target_bpp) - bottom) / (top - bottom)
        return min(max(low + round(share * (high - low)), low + 1), high - 1)

    def _nearest(self, target_bpp: float) -> int:
        return min(self.known, key=lambda index: abs(math.log(self.known[index] / target_bpp)))
