"""HEVC (H.265) still pictures by libx265, 10-bit 4:2:0: what HEIC files hold.

A bare HEVC stream rather than a HEIC file, as AV1 and VVC are bare streams too (see ``av1``).
"""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.adapters import ffmpeg
from imgcodecs.types import Image, QualityRange

PRESETS = ("ultrafast", "faster", "fast", "medium", "slow", "slower", "placebo")
LEAST_SIDE = 16  # pixels; libx265 refuses pictures smaller than its smallest block
ALONE = "pools=none:frame-threads=1:wpp=0"  # one thread
BARE = "keyint=1:info=0:hrd=0:aud=0:repeat-headers=1:log-level=error"  # no bytes beside the picture


@dataclass(frozen=True)
class Heic:
    """libx265, intra only; quality is its ``crf``, of which it takes fractions.

    ``preset`` is ``slow`` for studies; ``ultrafast`` is meant for tests.
    """

    preset: str = "slow"

    name = "heic"
    label = "HEIC (HEVC intra, libx265)"
    origin = ffmpeg.ORIGIN
    suffix = "hevc"
    quality = QualityRange(lowest=0, highest=51, step=0.25, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse a preset libx265 does not have."""
        if self.preset not in PRESETS:
            raise ValueError(f"heic: preset must be one of {PRESETS}, got {self.preset!r}")

    @property
    def version(self) -> str:
        """Encoder and ffmpeg build."""
        return ffmpeg.describe_encoder(codec=self.name, encoder="libx265")

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"preset": self.preset}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one ``crf``."""
        settings = {
            "-c:v": "libx265",
            "-preset": self.preset,
            "-crf": f"{quality:g}",
            "-x265-params": f"{ALONE}:{BARE}",
        }
        arguments = [word for pair in settings.items() for word in pair]
        return ffmpeg.encode_frame(
            codec=self.name,
            image=image,
            arguments=arguments,
            container="hevc",
            least_side=LEAST_SIDE,
        )

    def decode(self, data: bytes) -> Image:
        """Decode by ffmpeg's own HEVC decoder."""
        return ffmpeg.decode_frame(
            codec=self.name, data=data, decoder="hevc", container="hevc", least_side=LEAST_SIDE
        )
