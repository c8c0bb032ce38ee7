"""HEVC (H.265) still pictures by libx265, 10-bit 4:2:0: what HEIC files carry.

A bare stream without HEIC's boxes, as for AV1 and VVC.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from imgcodecs.adapters import ffmpeg
from imgcodecs.adapters.between import STEP, split_quality
from imgcodecs.adapters.frames import FrameCoder
from imgcodecs.types import Image, QualityRange

PRESETS = (
    *("ultrafast", "superfast", "veryfast", "faster", "fast"),
    *("medium", "slow", "slower", "veryslow", "placebo"),
)
TUNES = ("ssim", "psnr", "grain")
# Narrow pictures are padded to the 64 pixels of a coding block: with smaller blocks libx265 refuses
# those that are wide or tall.
CODER = FrameCoder(
    codec="heic",
    container="hevc",
    decoder="hevc",
    least_side=64,
    # The "end of bitstream" unit. Without it ffmpeg's decoder would fill in what a stream lacks.
    end=b"\0\0\1\x4a\1",
)
LAMBDA_FILE = "lambda.txt"
PARAMETERS = {
    "keyint": "1",  # a still picture: without it x265 expects a film
    "info": "0",  # no message with the settings, which takes some 2 kB of the stream
    "pools": "none",  # one thread
    "frame-threads": "1",
    "wpp": "0",
}


@dataclass(frozen=True)
class Heic:
    """libx265 as a coder of stills; quality is its ``crf``, 0 to 51.

    ``preset`` is ``placebo`` for studies: on single pictures even that takes less than half a
    second. ``tune`` is ``ssim``, which libheif takes too, ``psnr`` or ``grain``.
    """

    preset: str = "placebo"
    tune: str = "ssim"

    name = "heic"
    label = "HEIC (HEVC intra, libx265)"
    origin = ffmpeg.ORIGIN
    suffix = "hevc"
    quality = QualityRange(lowest=0, highest=51, step=STEP, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse a preset or tune libx265 does not have."""
        if self.preset not in PRESETS:
            raise ValueError(f"heic: preset must be one of {PRESETS}, got {self.preset!r}")
        if self.tune not in TUNES:
            raise ValueError(f"heic: tune must be one of {TUNES}, got {self.tune!r}")

    @property
    def version(self) -> str:
        """Encoder and ffmpeg build."""
        return ffmpeg.describe_encoder(codec=self.name, encoder="libx265")

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"preset": self.preset, "tune": self.tune}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one ``crf``, or between two: libx265 rounds ``crf`` for a still."""
        between = split_quality(quality)
        parameters = {**PARAMETERS, "lambda-file": LAMBDA_FILE}
        settings = {
            "-c:v": "libx265",
            "-preset": self.preset,
            "-tune": self.tune,
            "-crf": str(between.step),
            "-x265-params": ":".join(f"{name}={value}" for name, value in parameters.items()),
        }
        return CODER.encode(image, settings, {LAMBDA_FILE: write_lambdas(between.lagrangian)})

    def decode(self, data: bytes) -> Image:
        """Decode by ffmpeg's own HEVC decoder."""
        return CODER.decode(data)


def write_lambdas(factor: float) -> bytes:
    """Tables of the multiplier for ``--lambda-file``: libx265's own, times a factor.

    First the one for absolute differences, ``2 ** (qp / 6 - 2)``, which is a square root; then the
    one for squares, ``0.038 * exp(0.234 * qp)``. Samples of 10 bits differ by four times as much as
    those of 8, for which the formulas are.
    """
    scale = 1 << (10 - 8)
    absolute = [scale * math.sqrt(factor) * 2 ** (qp / 6 - 2) for qp in range(70)]
    squared = [scale**2 * factor * 0.038 * math.exp(0.234 * qp) for qp in range(70)]
    rows = (",".join(f"{value:.6f}" for value in row) for row in (absolute, squared))
    return "\n".join(rows).encode()
