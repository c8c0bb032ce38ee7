"""How a report's figures look: the house's look, its test codec, the mark of bots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from figures import look
from figures.look import Layer, dress

SIMULATED_INK = "#8a5a00"


@dataclass(frozen=True, slots=True)
class Palette(look.Palette):
    """The codecs of a study, and what else every figure of a report needs to know.

    Parameters
    ----------
    test : str or None
        The codec the report is about; drawn thickest.
    simulated : bool
        Whether the votes come from bots; every figure then says so.
    """

    test: str | None = None
    simulated: bool = False

    @property
    def test_label(self) -> str:
        """Label of the codec the report is about; empty without one."""
        return self.label(self.test) if self.test else ""


def make_palette(
    labels: Mapping[str, str], *, test: str | None = None, simulated: bool = False
) -> Palette:
    """Give out colours in the order of the codecs; two with one label go by their names."""
    codecs, shown = tuple(labels), tuple(labels.values())
    return Palette(codecs, shown if len(set(shown)) == len(codecs) else codecs, test, simulated)


def finish(chart: Layer, palette: Palette) -> dict[str, Any]:
    """Give a chart the house's look and, where bots voted, the mark; return its specification."""
    return dress(chart.properties(title=mark_simulated()) if palette.simulated else chart)


def mark_simulated() -> alt.Title:
    """Say, inside the figure itself, that bots voted."""
    return alt.Title(
        "SIMULATED VOTES",
        anchor="end",
        color=SIMULATED_INK,
        fontSize=11,
        fontWeight="bold",
        offset=6,
    )
