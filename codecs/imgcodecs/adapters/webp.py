"""Lossy WebP by the libwebp inside Pillow.

The format fixes colour: 8-bit 4:2:0, BT.601 at limited range, and libwebp converts both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import PIL
from PIL import features

from imgcodecs.adapters.pillow import read_picture, write_picture
from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange


@dataclass(frozen=True)
class Webp:
    """libwebp's lossy mode; quality is its own, 0 to 100, in steps of a fifth.

    libwebp takes fractions: it turns quality into four quantisers of 128 steps each, one for each
    of its segments. ``method`` is its effort, 0 to 6.
    """

    method: int = 6

    name = "webp"
    label = "WebP (libwebp)"
    origin = "Pillow"
    suffix = "webp"
    quality = QualityRange(lowest=0, highest=100, step=0.2, higher_is_better=True)

    def __post_init__(self) -> None:
        """Refuse an effort libwebp does not have."""
        if self.method not in range(7):
            raise ValueError(f"webp: method must be from 0 to 6, got {self.method!r}")

    @property
    def version(self) -> str:
        """Version of libwebp and Pillow."""
        if not features.check("webp"):
            raise CodecError(self.name, "this Pillow is built without libwebp", missing=True)
        return f"libwebp {features.version('webp')} in Pillow {PIL.__version__}"

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"method": self.method}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one of libwebp's qualities."""
        return write_picture(
            image, codec=self.name, kind="WEBP", quality=float(quality), method=self.method
        )

    def decode(self, data: bytes) -> Image:
        """Decode by libwebp; its smooth chroma upsampling is on."""
        return read_picture(data, codec=self.name, kind="WEBP")
