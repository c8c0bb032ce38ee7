"""Axes that several figures share."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from figures.look import INK

NICE_BPP = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10)


def rate_axis(rates_bpp: Sequence[float], field: str = "bpp") -> alt.X:
    """Bits per pixel, logarithmic, with a margin around the rates and ticks at round numbers."""
    low, high = min(rates_bpp), max(rates_bpp)
    margin = max((high / low) ** 0.03, 1.04)
    ticks = [each for each in NICE_BPP if low / margin <= each <= high * margin]
    return alt.X(
        f"{field}:Q",
        title="Bits per pixel (log scale)",
        scale=alt.Scale(type="log", domain=[low / margin, high * margin], nice=False),
        axis=alt.Axis(values=ticks or [low, high], format="~g", grid=True),
    )


def name_axis(*, size: int = 13, limit_px: int = 220) -> alt.Axis:
    """Names in ink at the rows of a figure, without line or ticks."""
    return alt.Axis(
        labelFontSize=size, labelColor=INK, domain=False, ticks=False, labelLimit=limit_px
    )
