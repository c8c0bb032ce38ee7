"""How every figure looks: type, colours, one colour and one mark a codec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import altair as alt
from altair.utils import schemapi

INK, INK_SOFT, LINE, PAPER = "#1b1f24", "#57606a", "#d8dde3", "#ffffff"
ACCENT, ACCENT_SOFT = "#1f5fa8", "#a9c4e4"
# These have the same widths, so that no text that fitted when drawn is cut where it is read.
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
WIDTH_PX = 780  # of a full-width figure's plot; the page scales it to the column

# Okabe and Ito's colours, told apart by every kind of colour vision; the yellow, faint on white,
# comes last.
COLOURS = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#000000",
    "#b8a900",
)
MARKS = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
)

Layer: TypeAlias = Any  # Altair's own types of a chart and its layers do not fit each other


@dataclass(frozen=True, slots=True)
class Palette:
    """The codecs of a study in a fixed order: the same codec looks the same in every figure.

    Parameters
    ----------
    codecs : tuple of str
        In the order that gives out colours and marks.
    labels : tuple of str
        What a reader sees, one for each codec.
    """

    codecs: tuple[str, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse two codecs that a reader could not tell apart."""
        if len(set(self.labels)) != len(self.codecs):
            raise ValueError(f"every codec needs a label of its own, got {list(self.labels)}")

    def label(self, codec: str) -> str:
        """Name a codec as a reader sees it."""
        return self.labels[self.codecs.index(codec)]

    def colour_of(self, codec: str) -> str:
        """Colour of a codec, as in every figure."""
        return COLOURS[self.codecs.index(codec) % len(COLOURS)]

    def colour(self) -> alt.Scale:
        """Scale from label to colour."""
        return alt.Scale(domain=list(self.labels), range=cycle(COLOURS, len(self.codecs)))

    def mark(self) -> alt.Scale:
        """Scale from label to mark shape; colour and mark together never repeat."""
        return alt.Scale(domain=list(self.labels), range=cycle(MARKS, len(self.codecs)))


def cycle(values: tuple[str, ...], count: int) -> list[str]:
    """Give out values in turn."""
    return [values[index % len(values)] for index in range(count)]


def dress(chart: Layer) -> dict[str, Any]:
    """Give a chart the house's type and paper; return its specification."""
    styled = chart.properties(background=PAPER)
    styled = styled.configure(font=FONT, padding={"left": 4, "right": 12, "top": 8, "bottom": 4})
    styled = styled.configure_view(stroke=None).configure_axis(
        labelColor=INK_SOFT,
        labelFontSize=12,
        titleColor=INK,
        titleFontSize=12,
        titleFontWeight=500,
        titlePadding=10,
        gridColor="#eaedf0",
        domainColor=LINE,
        tickColor=LINE,
        tickSize=4,
        labelPadding=6,
    )
    styled = styled.configure_text(font=FONT, fontSize=12, color=INK)
    spec: dict[str, Any] = styled.to_dict(validate=schemapi.DEBUG_MODE)
    return spec


@contextmanager
def draw_unchecked() -> Iterator[None]:
    """Spare Altair's check of every part and row, most of a large figure's time.

    Tests draw every figure with it.
    """
    with schemapi.debug_mode(False):
        yield
