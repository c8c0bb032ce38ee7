"""Photographs with words drawn on them: open photographs seldom show text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from imgcodecs.learned.training.pictures import Picture

LINES_OF_WORDS = (
    "Platform 9 exit open daily from 8:30 to 17:45 no entry caution wet floor fresh bread coffee",
    "museum of modern art departures gate B12 Tuesday 14 March sale 50 % off please keep clear",
    "Hotel Bristol parking 2 h max library quiet zone north terminal ticket office Rue de la Paix",
)
WORDS = [word for line in LINES_OF_WORDS for word in line.split()]
SIDE = 512  # pixels
LINES = (6, 16)
SIZES = (11, 40)  # pixels of a letter's height


def draw_text_pictures(pictures: Sequence[Picture], *, count: int, seed: int) -> list[Picture]:
    """Make ``count`` pictures of words over crops of the photographs."""
    rng = np.random.default_rng([seed, 7])
    large = [picture for picture in pictures if min(picture.pixels.shape[:2]) >= SIDE]
    if not large:
        return []
    return [_draw(large[rng.integers(len(large))], number, rng) for number in range(count)]


def _draw(picture: Picture, number: int, rng: np.random.Generator) -> Picture:
    top, left = (int(rng.integers(side - SIDE + 1)) for side in picture.pixels.shape[:2])
    sheet = Pillow.fromarray(picture.pixels[top : top + SIDE, left : left + SIDE])
    pen = ImageDraw.Draw(sheet)
    y = int(rng.integers(30))
    for _ in range(int(rng.integers(*LINES))):
        size = int(rng.integers(*SIZES))
        line = " ".join(rng.choice(WORDS, int(rng.integers(1, 6))))
        _write(pen, (int(rng.integers(SIDE // 2)), y), line, size, rng)
        y += size + int(rng.integers(4, 40))
    return Picture(f"text-{number}", np.asarray(sheet, np.uint8))


def _write(
    pen: ImageDraw.ImageDraw,
    place: tuple[int, int],
    line: str,
    size: int,
    rng: np.random.Generator,
) -> None:
    font = ImageFont.load_default(size)
    ink, paper = (tuple(int(value) for value in rng.integers(256, size=3)) for _ in range(2))
    # Half the lines stand on a plate, as on signs; the others on the photograph itself.
    if rng.random() < 0.5:
        left, top, right, bottom = pen.textbbox(place, line, font)
        pen.rectangle((left - 6, top - 4, right + 6, bottom + 4), fill=paper)
    pen.text(place, line, fill=ink, font=font)
