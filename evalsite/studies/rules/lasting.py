"""How long a session takes: what raters are told where a researcher says nothing else."""

from __future__ import annotations

from math import ceil

COMPARISON_S = 12
CHECK_MINUTES = {"device": 1, "colour": 2, "artefact": 3}  # consent counts with the first
LEAST_MINUTES, MOST_MINUTES = sum(CHECK_MINUTES.values()) + 1, 240


def usual_minutes(trials: int) -> int:
    """Of the checks and of so many comparisons, in whole minutes."""
    return sum(CHECK_MINUTES.values()) + ceil(trials * COMPARISON_S / 60)
