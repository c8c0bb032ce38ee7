"""Lossy WebP by the libwebp inside Pillow.

The format fixes the colour conversion, BT.601 at limited range and 4:2:0, and both directions
happen in libwebp; its "sharp" conversion keeps the edges of saturated colours.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import PIL
from PIL import Image as Pillow
from PIL import features

from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange

LARGEST_SIDE = 16383  # pixels; the format has 14 bits for each side


@dataclass(frozen=True)
class Webp:
    """libwebp's lossy mode; quality is its own, 0 to 100, of which it takes fractions.

    ``method`` is libwebp's effort from 0 (fast) to 6 (slowest, best).
    """

    method: int = 6

    name = "webp"
    label = "WebP (libwebp)"
    origin = "Pillow"
    suffix = "webp"
    quality = QualityRange(lowest=0, highest=100, step=0.25, higher_is_better=True)

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
        height, width = image.shape[:2]
        if max(height, width) > LARGEST_SIDE:
            said = f"{width}x{height} pixels, the format ends at {LARGEST_SIDE} a side"
            raise CodecError(self.name, f"cannot encode: {said}")
        written = io.BytesIO()
        settings = {"quality": quality, "method": self.method, "use_sharp_yuv": True}
        try:
            Pillow.fromarray(image).save(written, "WEBP", **settings)
        except (OSError, ValueError) as error:
            raise CodecError(self.name, f"cannot encode: {error}") from error
        return written.getvalue()

    def decode(self, data: bytes) -> Image:
        """Decode by libwebp; its smooth chroma upsampling is on."""
        try:
            with Pillow.open(io.BytesIO(data), formats=["WEBP"]) as opened:
                return np.array(opened.convert("RGB"), np.uint8)
        except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
            raise CodecError(self.name, f"cannot decode: {error}") from error
