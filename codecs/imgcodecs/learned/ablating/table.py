"""The table of the ablations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from imgcodecs.comparing.bd_rate import find_bd_rate
from imgcodecs.learned.ablating.measuring import Point, average_at, trace
from imgcodecs.learned.ablating.variants import VARIANTS, WHOLE
from imgcodecs.learned.evaluating.table import percent

AT_BPP = 0.3  # where errors are compared
HEAD = (
    "| run | BD-rate, PSNR | BD-rate, MS-SSIM "
    f"| L1 in text at {AT_BPP} bpp | jump between tiles at {AT_BPP} bpp |"
)


def format_table(measured: Mapping[str, Sequence[Point]]) -> str:
    """Write a line for each run; BD-rates are against the whole design, above 0 for more bits."""
    lines = [HEAD, "| --- | ---: | ---: | ---: | ---: |"]
    for name, points in measured.items():
        rates = [
            "anchor" if name == WHOLE else percent(average_bd_rate(points, measured[WHOLE], metric))
            for metric in ("psnr_db", "ms_ssim_db")
        ]
        errors = [
            _format_error(average_at(points, metric, AT_BPP))
            for metric in ("text_error", "tile_error")
        ]
        lines.append(f"| {VARIANTS[name].label} | {' | '.join((*rates, *errors))} |")
    return "\n".join(lines) + "\n"


def average_bd_rate(test: Sequence[Point], anchor: Sequence[Point], metric: str) -> float | None:
    """Mean BD-rate over the pictures whose curves overlap; None where none do."""
    found = [
        find_bd_rate(
            test=trace(test, picture, metric), anchor=trace(anchor, picture, metric)
        ).difference
        for picture in dict.fromkeys(point.picture for point in anchor)
    ]
    known = [difference for difference in found if difference is not None]
    return float(np.mean(known)) if known else None


def _format_error(error: float) -> str:
    return "-" if math.isnan(error) else f"{error:.5f}"
