"""VVC (H.266) still pictures by libvvenc, 10-bit 4:2:0."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.adapters import ffmpeg
from imgcodecs.types import Image, QualityRange

PRESETS = ("faster", "fast", "medium", "slow", "slower")
LEAST_SIDE = 32  # pixels; libvvenc refuses smaller pictures


@dataclass(frozen=True)
class Vvc:
    """libvvenc with its perceptual adaptation on, its own default; quality is QP, 0 to 63.

    ``preset`` is ``slow`` for studies; ``faster`` takes a thirtieth of the time, compresses worse
    and is meant for tests and demonstrations.
    """

    preset: str = "slow"

    name = "vvc"
    label = "VVC (libvvenc)"
    origin = ffmpeg.ORIGIN
    suffix = "vvc"
    quality = QualityRange(lowest=0, highest=63, step=1, higher_is_better=False)

    def __post_init__(self) -> None:
        """Refuse a preset libvvenc does not have."""
        if self.preset not in PRESETS:
            raise ValueError(f"vvc: preset must be one of {PRESETS}, got {self.preset!r}")

    @property
    def version(self) -> str:
        """Encoder and ffmpeg build."""
        return ffmpeg.describe_encoder(codec=self.name, encoder="libvvenc")

    @property
    def options(self) -> dict[str, str | int | float]:
        """Settings besides quality."""
        return {"preset": self.preset}

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image at one QP."""
        settings = {
            "-c:v": "libvvenc",
            "-preset": self.preset,
            "-qp": f"{quality:.0f}",
            # ffmpeg's wrapper does not pass the range on, and players would show grey for black.
            "-vvenc-params": "VideoFullRange=1",
        }
        arguments = [word for pair in settings.items() for word in pair]
        return ffmpeg.encode_frame(
            codec=self.name,
            image=image,
            arguments=arguments,
            container="vvc",
            least_side=LEAST_SIDE,
        )

    def decode(self, data: bytes) -> Image:
        """Decode by ffmpeg's own VVC decoder."""
        return ffmpeg.decode_frame(
            codec=self.name, data=data, decoder="vvc", container="vvc", least_side=LEAST_SIDE
        )
