"""AV1 still pictures by libaom, 10-bit, 4:2:0 or 4:4:4.

A bare AV1 stream rather than an AVIF file, as VVC is a bare stream too: the box structure of AVIF
costs some 300 bytes, a tenth of a small image's file at 0.08 bpp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from imgcodecs.adapters import ffmpeg
from imgcodecs.colour import Chroma
from imgcodecs.types import Image, QualityRange


@dataclass(frozen=True)
class Av1:
    """libaom's all-intra mode; quality is its ``crf``, 0 (lossless in YUV) to 63.

    ``cpu_used`` is libaom's speed from 0 (slowest, best) to 8.
    """

    cpu_used: int = 2

    name = "av1"
    label = "AV1 (libaom)"
    chroma: ClassVar[Chroma] = "420"
    origin = ffmpeg.ORIGIN
    suffix = "obu"
    quality = QualityRange(lowest=0, highest=63, step=1, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse a speed libaom does not have."""
        if self.cpu_used not in range(9):
            raise ValueError(f"av1: cpu_used must be from 0 to 8, got {self.cpu_used!r}")

    @property
    def version(self) -> str:
        """Encoder and ffmpeg build."""
        return ffmpeg.describe_encoder(codec=self.name, encoder="libaom-av1")

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"cpu_used": self.cpu_used}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one ``crf``."""
        settings = {
            "-c:v": "libaom-av1",
            "-usage": "allintra",
            "-still-picture": "1",
            "-cpu-used": str(self.cpu_used),
            "-crf": f"{quality:.0f}",
        }
        arguments = [word for pair in settings.items() for word in pair]
        return ffmpeg.encode_frame(
            codec=self.name,
            image=image,
            arguments=arguments,
            container="obu",
            chroma=self.chroma,
        )

    def decode(self, data: bytes) -> Image:
        """Decode by dav1d."""
        return ffmpeg.decode_frame(
            codec=self.name,
            data=data,
            decoder="libdav1d",
            container="obu",
            chroma=self.chroma,
        )


class Av1Full(Av1):
    """AV1 with chroma at full size."""

    name = "av1-444"
    label = "AV1 4:4:4 (libaom)"
    chroma = "444"
