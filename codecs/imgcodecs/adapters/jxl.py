"""JPEG XL by libjxl, as imagecodecs carries it; the plug-in for Pillow is GPL.

libjxl codes in its own XYB colours and gives back sRGB: no YUV and no conversion of ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import imagecodecs
import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange


@dataclass(frozen=True)
class Jxl:
    """libjxl's lossy mode; quality is its Butteraugli distance: 1 is hardly visible, 25 the most.

    ``effort`` is libjxl's, from 1 (fast) to 10 (slowest, best).
    """

    effort: int = 7

    name = "jxl"
    label = "JPEG XL (libjxl)"
    origin = "imagecodecs"
    suffix = "jxl"
    quality = QualityRange(lowest=0.05, highest=25, step=0.01, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse an effort libjxl does not have."""
        if self.effort not in range(1, 11):
            raise ValueError(f"jxl: effort must be from 1 to 10, got {self.effort!r}")

    @property
    def version(self) -> str:
        """Version of libjxl and imagecodecs."""
        if not imagecodecs.JPEGXL.available:
            raise CodecError(self.name, "this imagecodecs is built without libjxl", missing=True)
        return f"{imagecodecs.jpegxl_version()} in imagecodecs {imagecodecs.__version__}"

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"effort": self.effort}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one distance."""
        whole = np.ascontiguousarray(image)
        try:
            coded = imagecodecs.jpegxl_encode(
                whole, distance=quality, effort=self.effort, numthreads=1
            )
        except (imagecodecs.JpegxlError, ValueError) as error:
            raise CodecError(self.name, f"cannot encode: {error}") from error
        return bytes(coded)

    def decode(self, data: bytes) -> Image:
        """Decode by libjxl."""
        try:
            decoded = imagecodecs.jpegxl_decode(data, numthreads=1)
        except (imagecodecs.JpegxlError, ValueError, MemoryError) as error:
            raise CodecError(self.name, f"cannot decode: {error}") from error
        return np.asarray(decoded, np.uint8)
