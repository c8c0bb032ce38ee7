"""Baseline JPEG by the libjpeg-turbo inside Pillow.

JFIF fixes the colour conversion, BT.601 at full range, and both directions happen in libjpeg-turbo.
"""

from __future__ import annotations

from dataclasses import dataclass

import PIL
from PIL import features

from imgcodecs.adapters.pillow import read_picture, write_picture
from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange

LARGEST_SIDE = 65500  # pixels; libjpeg's own limit, which it tells on the standard error alone
CHROMA = {"420": "4:2:0", "444": "4:4:4"}


@dataclass(frozen=True)
class Jpeg:
    """Sequential JPEG with fitted Huffman tables; quality is libjpeg's, 1 to 100.

    ``chroma`` is ``"420"``, what cameras and the web use and the study's baseline, or ``"444"``.
    """

    chroma: str = "420"

    name = "jpeg"
    label = "JPEG (libjpeg-turbo)"
    origin = "Pillow"
    suffix = "jpg"
    quality = QualityRange(lowest=1, highest=100, step=1, higher_is_better=True)

    def __post_init__(self) -> None:
        """Refuse chroma sampling other than the two."""
        if str(self.chroma) not in CHROMA:
            raise ValueError(f"jpeg: chroma must be one of {sorted(CHROMA)}, got {self.chroma!r}")

    @property
    def version(self) -> str:
        """Version of libjpeg-turbo and Pillow."""
        if not features.check("libjpeg_turbo"):
            raise CodecError(self.name, "this Pillow is built without libjpeg-turbo", missing=True)
        turbo = features.version_feature("libjpeg_turbo")
        return f"libjpeg-turbo {turbo} in Pillow {PIL.__version__}"

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"chroma": self.chroma}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one of libjpeg's qualities."""
        height, width = image.shape[:2]
        if max(height, width) > LARGEST_SIDE:
            most = f"at most {LARGEST_SIDE} a side"
            raise CodecError(self.name, f"cannot encode {width}x{height} pixels: {most}")
        return write_picture(
            image,
            codec=self.name,
            kind="JPEG",
            quality=round(quality),
            subsampling=CHROMA[str(self.chroma)],
            optimize=True,
        )

    def decode(self, data: bytes) -> Image:
        """Decode by libjpeg-turbo; its smooth chroma upsampling is on."""
        return read_picture(data, codec=self.name, kind="JPEG")
