"""AV1 still pictures by libaom, 10 bit.

A bare AV1 stream rather than an AVIF file, as HEVC and VVC are bare streams too: the box structure
of AVIF costs some 300 bytes, a tenth of a small image's file at 0.08 bpp.
"""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.adapters import ffmpeg
from imgcodecs.adapters.frames import FrameCoder
from imgcodecs.types import Image, QualityRange

TUNES = ("ssim", "psnr", "iq")
TALLEST = 16384  # pixels; ffmpeg's AV1 writer refuses the tile sizes of taller pictures


@dataclass(frozen=True)
class Av1:
    """libaom's all-intra mode, 4:2:0; quality is its ``crf``, 0 (lossless in YUV) to 63.

    ``cpu_used`` is libaom's speed from 0 (slowest, best) to 8. ``tune`` is what it aims at:
    ``ssim``; ``psnr``; or ``iq``, which is made for looking at pictures but does not reach low
    rates: at ``crf`` 63 most photographs still take 0.08 to 0.17 bpp.
    """

    cpu_used: int = 2
    tune: str = "ssim"

    name = "av1"
    label = "AV1 (libaom)"
    origin = ffmpeg.ORIGIN
    suffix = "obu"
    quality = QualityRange(lowest=0, highest=63, step=1, higher_is_better=False)
    coder = FrameCoder(codec="av1", container="obu", decoder="libdav1d", tallest=TALLEST)

    def __post_init__(self) -> None:
        """Refuse a speed or an aim libaom does not have."""
        if self.cpu_used not in range(9):
            raise ValueError(f"{self.name}: cpu_used must be from 0 to 8, got {self.cpu_used!r}")
        if self.tune not in TUNES:
            raise ValueError(f"{self.name}: tune must be one of {TUNES}, got {self.tune!r}")

    @property
    def version(self) -> str:
        """Encoder and ffmpeg build."""
        return ffmpeg.describe_encoder(codec=self.name, encoder="libaom-av1")

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"cpu_used": self.cpu_used, "tune": self.tune}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one ``crf``."""
        settings = {
            "-c:v": "libaom-av1",
            "-usage": "allintra",
            "-still-picture": "1",
            "-cpu-used": str(self.cpu_used),
            "-crf": f"{quality:.0f}",
            "-aom-params": f"tune={self.tune}",
        }
        return self.coder.encode(image, settings)

    def decode(self, data: bytes) -> Image:
        """Decode by dav1d."""
        return self.coder.decode(data)


@dataclass(frozen=True)
class Av1FullChroma(Av1):
    """The same in 4:4:4: chroma at full size, for text, graphics and saturated edges."""

    name = "av1-444"
    label = "AV1 4:4:4 (libaom)"
    coder = FrameCoder(
        codec="av1-444", container="obu", decoder="libdav1d", chroma="444", tallest=TALLEST
    )
