"""How likely an attentive rater looks as bad as this one, by four tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Not scipy.stats, which takes a second to import.
from scipy.special import bdtr, ndtr, ndtri

from elo.core.quality.judging import RaterQuality

HABIT_SHARE = 0.8  # a side habit is this strong before it counts, however sure it is
MISS_FLOOR, MISS_CEILING = 0.02, 0.2  # share of traps that attentive people miss
FEWEST_RATERS = 5  # make a crowd; of fewer, nobody can say who is the unusual one


@dataclass(frozen=True, slots=True)
class Crowd:
    """What is usual in a crowd.

    Parameters
    ----------
    raters : int
        Who could be compared with the others.
    middle_z, spread_z : float
        Median and robust standard deviation (at least 1) of the raters' agreement.
    trap_miss : float
        Share of traps that are missed, kept between `MISS_FLOOR` and `MISS_CEILING`.
    """

    raters: int
    middle_z: float
    spread_z: float
    trap_miss: float

    def relative_z(self, quality: RaterQuality) -> float:
        """Agreement relative to what is usual here; nan where unknown."""
        return (quality.agreement.z - self.middle_z) / self.spread_z


def describe_crowd(qualities: Sequence[RaterQuality]) -> Crowd:
    """Measure what is usual, robustly: up to half of the crowd may be anything."""
    z = np.array([each.agreement.z for each in qualities])
    z = z[~np.isnan(z)]
    middle, spread = 0.0, 1.0
    if len(z) >= FEWEST_RATERS:
        # Bad raters shrink the scale, and the good ones then agree too well: no reason to ask
        # more of anybody.
        middle = min(float(np.median(z)), 0.0)
        # The upper half alone: bad raters, of whom there may be many, all lie in the lower one.
        above = z[z >= np.median(z)] - np.median(z)
        spread = max(1.0, float(np.median(above)) / float(ndtri(0.75)))
    traps = sum(each.record.traps for each in qualities)
    missed = traps - sum(each.record.traps_right for each in qualities)
    miss = min(max(missed / max(traps, 1), MISS_FLOOR), MISS_CEILING)
    return Crowd(len(z), middle, spread, miss)


def find_disagreement_chance(quality: RaterQuality, crowd: Crowd) -> float:
    """Answers as unlikely as his under everybody else's scores."""
    z = crowd.relative_z(quality)
    return 1.0 if np.isnan(z) or crowd.raters < FEWEST_RATERS else float(ndtr(z))


def find_traps_chance(quality: RaterQuality, crowd: Crowd) -> float:
    """As many traps missed; 1 for whoever does better than chance."""
    record = quality.record
    if not record.traps or record.traps_right > record.traps / 2:
        return 1.0
    return float(bdtr(record.traps_right, record.traps, 1 - crowd.trap_miss))


def find_side_chance(quality: RaterQuality, crowd: Crowd) -> float:
    """One side as often as he; 1 under `HABIT_SHARE`, where he must have looked now and then."""
    sides = quality.sides
    share = max(sides.left_share, 1 - sides.left_share)
    if np.isnan(sides.left_z) or not share > HABIT_SHARE:
        return 1.0
    return float(2 * ndtr(-abs(sides.left_z)))


def find_repeats_chance(quality: RaterQuality, crowd: Crowd) -> float:
    """As few repeats answered alike; more than the pairs explain."""
    repeats = quality.repeats
    if np.isnan(repeats.expected_share) or crowd.raters < FEWEST_RATERS:
        return 1.0
    return float(bdtr(repeats.same, repeats.shown, repeats.expected_share))
