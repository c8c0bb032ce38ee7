"""What of the raters could be tested at all: of what nobody measured nothing is told."""

from __future__ import annotations

import math
from collections.abc import Sequence

from elo.core.quality.chances import FEWEST_RATERS
from elo.core.quality.judging import RaterQuality
from elo.core.quality.outlying import OUTLYING
from elo.core.quality.reasons import FEWEST_FAST


def list_tested(qualities: Sequence[RaterQuality]) -> tuple[str, ...]:
    """Name what was measured of at least one rater, and could have spoken against him."""
    agreeing = sum(not math.isnan(each.agreement.z) for each in qualities)
    crowd = agreeing >= FEWEST_RATERS
    found = {
        "traps": any(each.record.traps for each in qualities),
        "agreement with the others": crowd,
        "agreement with themselves": crowd
        and any(not math.isnan(each.repeats.expected_share) for each in qualities),
        "sides": any(not math.isnan(each.sides.left_z) for each in qualities),
        "times": any(each.times.timed >= FEWEST_FAST for each in qualities),
        "answers at random": any(not math.isnan(each.lapse.median) for each in qualities),
    }
    return tuple(name for name, known in found.items() if known)


def list_outlying(qualities: Sequence[RaterQuality]) -> tuple[str, ...]:
    """Name those whom the score of `pwcmp` calls unusual, the most unusual first."""
    apart = [each for each in qualities if each.outlying > OUTLYING]
    return tuple(each.rater for each in sorted(apart, key=lambda each: -each.outlying))
