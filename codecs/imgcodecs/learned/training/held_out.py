"""The pictures that training never sees.

The figures in the model card are of ``HELD_OUT`` alone, twelve of the CID22 originals: eleven
photographs, two of them with small text in the scene, and one poster full of it.
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
# Of the demo study and of tests, which would flatter the codec if it had been trained on them.
SHOWN_ELSEWHERE = ("astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg")


def split_paths(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Paths to train on, and those of ``HELD_OUT``, each sorted by name."""
    ordered = sorted(paths, key=lambda path: (path.name, str(path)))
    kept_back = {*HELD_OUT, *SHOWN_ELSEWHERE}
    return (
        [path for path in ordered if path.name not in kept_back],
        [path for path in ordered if path.name in HELD_OUT],
    )
