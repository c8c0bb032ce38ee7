"""A bank without pictures: strengths evenly from nearly invisible to obvious."""

from __future__ import annotations

import numpy as np

from raters.checks.items import BankEntry


def make_entry(number: int, strength: float, *, sources: int = 4, practice: bool = False):
    return BankEntry(
        code=str(number),
        source=f"source {number % sources}",
        strength=strength,
        practice=practice,
        reference_code=f"r{number % sources}",
        original_code=f"o{number}",
        coded_code=f"c{number}",
        size_px=(400, 400),
    )


def make_entries(count: int = 60, **kwargs) -> list[BankEntry]:
    strengths = np.linspace(0.05, 1, count).tolist()
    return [make_entry(n, s, practice=n >= count - 2, **kwargs) for n, s in enumerate(strengths)]
