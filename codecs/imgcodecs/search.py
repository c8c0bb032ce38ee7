"""Finds the qualities that give a set of rates, with few real encodes.

Works in rounds: every step a round asks for follows from the rates of the rounds before, never from
the order in which encodes happen to end. So a round's encodes may run at the same time, on any
number of machines, and the outcome is always the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

TOLERANCE = 0.03  # relative distance from the target that is good enough
MOST_PROBES = 4  # encodes of the first round, spread over the range
PATIENCE = 4  # rounds until plain halving takes over from interpolation


@dataclass(frozen=True, slots=True)
class Found:
    """The step of the quality parameter whose rate is nearest to a target."""

    index: int  # from 0, the smallest file
    bpp: float
    encodes: int  # encodes made for this target; one that serves several counts once

    def misses(self, target_bpp: float) -> bool:
        """Tell whether the rate is outside the tolerance because the steps are exhausted."""
        return not _is_near(self.bpp, target_bpp)


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why there is no step for a target."""

    reason: str
    failed: bool  # an encode failed; otherwise the rate is beyond the codec's range


@dataclass(slots=True)
class RateSearch:
    """Searches the steps of one codec on one image for several rates at once.

    Ask ``next_steps``, answer each with ``learn`` or ``fail``, and again until it returns none;
    then read ``results``. Rates are taken to rise with the step; where they do not, the first
    crossing is found.

    Parameters
    ----------
    steps : int
        Number of values of the quality parameter.
    targets_bpp : sequence of float
        Bits per pixel, rising.
    """

    steps: int
    targets_bpp: Sequence[float]
    known: dict[int, float] = field(default_factory=dict)  # step -> bpp
    failed: dict[int, str] = field(default_factory=dict)  # step -> reason
    _asked: dict[int, float] = field(default_factory=dict)  # step -> the target that needed it
    _round: int = 0

    def learn(self, index: int, bpp: float) -> None:
        """Tell the rate of a step."""
        self.known[index] = bpp

    def fail(self, index: int, reason: str) -> None:
        """Tell that a step cannot be encoded."""
        self.failed[index] = reason

    def next_steps(self) -> tuple[int, ...]:
        """Name the steps to encode now; none when the search is over."""
        self._round += 1
        wanted = self._first_probes() if self._round == 1 else self._wanted_steps()
        fresh = {index: target for index, target in wanted.items() if index not in self._asked}
        self._asked.update(fresh)
        return tuple(sorted(fresh))

    def results(self) -> dict[float, Found | NotFound]:
        """For each target its step, or the reason why there is none."""
        return {target_bpp: self._conclude(target_bpp) for target_bpp in self.targets_bpp}

    def _first_probes(self) -> dict[int, float]:
        targets = list(self.targets_bpp)
        probes = min(MOST_PROBES, math.ceil(len(targets) / 2))
        places = [(probe + 1) / (probes + 1) for probe in range(probes)]
        # The probes serve all targets; each is booked on the target at its place among them.
        return {
            round(place * (self.steps - 1)): targets[int(place * len(targets))] for place in places
        }

    def _wanted_steps(self) -> dict[int, float]:
        wanted: dict[int, float] = {}
        for target_bpp in self.targets_bpp:
            index = self._next_step(target_bpp)
            if index is not None:
                wanted.setdefault(index, target_bpp)
        return wanted

    def _next_step(self, target_bpp: float) -> int | None:
        if not self.known or any(_is_near(bpp, target_bpp) for bpp in self.known.values()):
            return None
        low, high = self._bracket(target_bpp)
        if high - low <= 1:
            return None
        place = (low + high) / 2 if self._round > PATIENCE else self._guess(low, high, target_bpp)
        return min(max(round(place), low + 1), high - 1)

    def _bracket(self, target_bpp: float) -> tuple[int, int]:
        low = -1
        for index in sorted(self.known):
            if self.known[index] > target_bpp:
                return low, index
            low = index
        return low, self.steps

    def _guess(self, low: int, high: int, target_bpp: float) -> float:
        """Place of a rate on the curve through the known steps nearest to it."""
        ordered = sorted(self.known)
        if low < 0:
            near = ordered[:2]
        elif high >= self.steps:
            near = ordered[-2:]
        else:
            at = ordered.index(low)
            near = ordered[max(0, at - 1) : at + 3]
        rates = [math.log(self.known[index]) for index in near]
        if len(near) < 2 or any(b <= a for a, b in zip(rates, rates[1:], strict=False)):
            return (low + high) / 2
        return _interpolate(math.log(target_bpp), rates, near)

    def _conclude(self, target_bpp: float) -> Found | NotFound:
        if not self.known:
            return NotFound(next(iter(self.failed.values())), failed=True)
        nearest = min(
            sorted(self.known), key=lambda index: abs(math.log(self.known[index] / target_bpp))
        )
        bpp = self.known[nearest]
        if not _is_near(bpp, target_bpp):
            index = self._next_step(target_bpp)
            if index is not None:
                return NotFound(self.failed[index], failed=True)
            # By the ends of the range rather than by the nearest step: a codec whose files do not
            # shrink all the way must not pass off the smallest of them as a lower rate.
            low, high = self._bracket(target_bpp)
            if low < 0:
                smallest = min(self.known.values())
                return NotFound(f"the smallest file it makes is {smallest:.3g} bpp", failed=False)
            if high >= self.steps:
                return NotFound(f"the largest file it makes is {bpp:.3g} bpp", failed=False)
        encodes = sum(target == target_bpp for target in self._asked.values())
        return Found(nearest, bpp, encodes)


def _is_near(bpp: float, target_bpp: float) -> bool:
    return abs(bpp / target_bpp - 1) <= TOLERANCE


def _interpolate(at: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Lagrange's polynomial through two to four points."""
    total = 0.0
    for x, y in zip(xs, ys, strict=True):
        weight = math.prod((at - other) / (x - other) for other in xs if other != x)
        total += weight * y
    return total
