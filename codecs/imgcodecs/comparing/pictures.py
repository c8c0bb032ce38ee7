"""A picture: what is drawn, the words with it, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from figures.look import Palette
from imgcodecs.manifest import ManifestRow
from imgcodecs.registry import find_label, list_names

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure.

    Parameters
    ----------
    name : str
        Of its files, ``<name>.svg`` and so on.
    title, caption : str
        What it shows, and how to read it.
    spec : dict
        Vega-Lite.
    data : tuple of dict
        The numbers behind it, one dictionary a line of its CSV file.
    notes : tuple of str
        What has to be said below it wherever it is shown.
    """

    name: str
    title: str
    caption: str
    spec: dict[str, Any]
    data: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def make_palette(rows: Sequence[ManifestRow]) -> Palette:
    """Give the codecs of a manifest colours and marks, in the catalogue's order."""
    known = {name: place for place, name in enumerate(list_names())}
    present = {row.codec for row in rows}
    codecs = tuple(sorted(present, key=lambda name: (known.get(name, len(known)), name)))
    labels = tuple(find_label(name) for name in codecs)
    return Palette(codecs, labels if len(set(labels)) == len(codecs) else codecs)
