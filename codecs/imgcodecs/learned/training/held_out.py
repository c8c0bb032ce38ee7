"""The pictures that training never sees: the figures in the model card are of these alone.

Twelve of the CID22 originals: eleven photographs, two of them with small text in the scene, and
one poster full of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

HELD_OUT = (
    "1189261.png",
    "1279330.png",
    "1531677.png",
    "2079234.png",
    "21169144185_3f7977cb5a_o.png",
    "2190188.png",
    "2936831.png",
    "3653963.png",
    "5458393.png",
    "6078297.png",
    "7062219.png",
    "pexels-photo-1933873.png",
)


def split_paths(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Paths to train on, and those that are held out, each sorted by name."""
    ordered = sorted(paths, key=lambda path: (path.name, str(path)))
    known = set(HELD_OUT)
    return [p for p in ordered if p.name not in known], [p for p in ordered if p.name in known]
