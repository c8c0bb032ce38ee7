"""A codec without compression, for what surrounds codecs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange


@dataclass
class Stretchy:
    """Writes the pixels, then as many zero bytes as make bpp grow with quality."""

    name: str = "stretchy"
    fails: bool = False
    missing: bool = False
    growth: float = 1.05  # of the file, from one quality to the next
    highest: int = 99  # quality
    asked: list[float] = field(default_factory=list)

    label = "Stretchy"
    origin = "these tests"
    suffix = "bin"
    options = {"colour": "any"}

    @property
    def quality(self) -> QualityRange:
        return QualityRange(lowest=0, highest=self.highest, step=1, higher_is_better=True)

    @property
    def version(self) -> str:
        if self.missing:
            raise CodecError(self.name, "nowhere to be found", missing=True)
        return "1"

    def encode(self, image: Image, quality: float) -> bytes:
        self.asked.append(quality)
        if self.fails:
            raise CodecError(self.name, "broke on purpose")
        height, width = image.shape[:2]
        size = round(height * width * 0.05 * self.growth**quality / 8)
        return height.to_bytes(2) + width.to_bytes(2) + bytes(size)

    def decode(self, data: bytes) -> Image:
        height, width = int.from_bytes(data[:2]), int.from_bytes(data[2:4])
        return np.full((height, width, 3), 127, np.uint8)
