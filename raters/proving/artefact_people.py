"""Simulated raters for the artefact check: what each kind of person does with an item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from raters.checks.items import SIDES
from raters.checks.psi import chance_right
from raters.checks.steps import Item

FINEST_THRESHOLD = 0.05  # nobody sees finer than this


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rater; each one's threshold is drawn anew."""

    threshold: float = 0.35  # mean over people, share of the ladder
    threshold_sd: float = 0.1  # over people
    slope: float = 3.5  # of the psychometric function; Watson and Pelli's for detection
    lapse: float = 0.02  # share of answers given without looking
    uneven: float = 0.0  # sd of the log of how much plainer or fainter an item is than its strength
    button: str = ""  # pressed without looking; empty: either

    def draw_threshold(self, rng: np.random.Generator) -> float:
        return max(FINEST_THRESHOLD, float(rng.normal(self.threshold, self.threshold_sd)))


NORMAL, EXPERT = Kind(), Kind(threshold=0.2, threshold_sd=0.0)
GUESSER, PRESSER = Kind(lapse=1.0), Kind(lapse=1.0, button=SIDES[0])
LAPSING = Kind(lapse=0.3)
# Those the check must treat as promised, then variations of the assumptions.
KINDS: dict[str, Kind] = {
    "guesser": GUESSER,
    "presses one button": PRESSER,
    "answers 30 % without looking": LAPSING,
    "normal": NORMAL,
    "expert": EXPERT,
}
VARIATIONS: dict[str, Kind] = {
    "normal, 4 % lapses (2 % of obvious items wrong)": Kind(lapse=0.04),
    "normal, slope 2": Kind(slope=2.0),
    "normal, slope 5": Kind(slope=5.0),
    "normal, each item's strength off by 20 %": Kind(uneven=0.2),
    "presses one button, looks at every tenth item": Kind(button=SIDES[1], lapse=0.9),
}
THRESHOLDS = tuple(round(0.1 * tenth, 1) for tenth in range(1, 10))


def at_threshold(threshold: float) -> Kind:
    return Kind(threshold=threshold, threshold_sd=0.0)


def make_rater(kind: Kind, threshold: float, rng: np.random.Generator) -> Callable[[Item], str]:
    """Somebody who answers items; ``rng`` is his luck."""

    def answer(item: Item) -> str:
        if rng.random() < kind.lapse:
            return kind.button or SIDES[int(rng.integers(2))]
        plainness = item["strength"] * np.exp(rng.normal(0, kind.uneven))
        chance = chance_right(plainness, threshold=threshold, slope=kind.slope, lapse=0)
        original = str(item["original"])
        return original if rng.random() < chance else SIDES[1 - SIDES.index(original)]

    return answer
