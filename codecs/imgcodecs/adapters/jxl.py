"""JPEG XL by the libjxl inside imagecodecs (the plugin for Pillow is under the GPL).

A bare codestream without boxes. Colour is libjxl's own XYB, from and to 8-bit sRGB.
"""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass

import imagecodecs
import numpy as np

from imgcodecs.adapters.jxl_size import read_size
from imgcodecs.errors import CodecError
from imgcodecs.sources import MAX_PIXELS
from imgcodecs.types import Image, QualityRange

FAILURES = (RuntimeError, ValueError, MemoryError, OverflowError)  # JpegxlError is of the first


@dataclass(frozen=True)
class Jxl:
    """libjxl's lossy mode; quality is its distance, 0.01 to 19.99, in hundredths.

    Distance is in just noticeable differences by libjxl's own reckoning: 1 is hard to tell from
    the original. From 20 on libjxl halves the picture first, and files grow again: that is another
    coder, and left out. ``effort`` is its effort, 1 to 10.
    """

    effort: int = 9

    name = "jxl"
    label = "JPEG XL (libjxl)"
    origin = "imagecodecs"
    suffix = "jxl"
    quality = QualityRange(lowest=0.01, highest=19.99, step=0.01, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse an effort libjxl does not have."""
        if self.effort not in range(1, 11):
            raise ValueError(f"jxl: effort must be from 1 to 10, got {self.effort!r}")

    @property
    def version(self) -> str:
        """Version of libjxl and imagecodecs."""
        if not imagecodecs.JPEGXL.available:
            raise CodecError(self.name, "this imagecodecs is built without libjxl", missing=True)
        package = importlib.metadata.version("imagecodecs")
        return f"{imagecodecs.jpegxl_version()} in imagecodecs {package}"

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"effort": self.effort}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one distance, on one thread."""
        try:
            return bytes(
                imagecodecs.jpegxl_encode(
                    np.ascontiguousarray(image),
                    distance=float(quality),
                    effort=self.effort,
                    usecontainer=False,
                    numthreads=1,
                )
            )
        except FAILURES as error:
            raise CodecError(self.name, f"cannot encode: {error}") from error

    def decode(self, data: bytes) -> Image:
        """Decode by libjxl, on one thread."""
        try:
            height, width = read_size(data)
            if height * width > MAX_PIXELS:
                raise ValueError(f"it claims {width}x{height} pixels")
            decoded = np.asarray(imagecodecs.jpegxl_decode(data, numthreads=1))
        except FAILURES as error:
            raise CodecError(self.name, f"cannot decode: {error}") from error
        if decoded.shape != (height, width, 3) or decoded.dtype != np.uint8:
            got = f"{decoded.dtype} of shape {decoded.shape}"
            raise CodecError(self.name, f"cannot decode: it holds {got}, not 8-bit RGB")
        return decoded
