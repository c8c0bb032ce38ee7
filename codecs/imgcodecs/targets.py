"""The default rates of a ladder."""

from __future__ import annotations

LOWEST_BPP, HIGHEST_BPP, RATES = 0.08, 1.0, 8
DEFAULT_TARGETS_BPP = tuple(
    round(LOWEST_BPP * (HIGHEST_BPP / LOWEST_BPP) ** (step / (RATES - 1)), 4)
    for step in range(RATES)
)
