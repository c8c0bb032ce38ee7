"""VVC (H.266) still pictures by libvvenc, 10-bit 4:2:0."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.adapters import ffmpeg
from imgcodecs.adapters.between import STEP, split_quality
from imgcodecs.adapters.frames import FrameCoder
from imgcodecs.errors import CodecError
from imgcodecs.types import Image, QualityRange

PRESETS = ("faster", "fast", "medium", "slow", "slower")
CODER = FrameCoder(
    codec="vvc",
    container="vvc",
    decoder="vvc",
    least_side=32,  # libvvenc refuses less
    widest=25328,  # of level 6.3; ffmpeg's decoder refuses more
    tallest=25328,
)
OVERFULL = "Error submitting video frame to the encoder"  # how ffmpeg says its buffer is too small


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
    quality = QualityRange(lowest=0, highest=63, step=STEP, higher_is_better=False)

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
        """Code an image at one QP, or between two."""
        between = split_quality(quality)
        parameters = {
            # ffmpeg's wrapper does not pass the range on, and players would show grey for black.
            "VideoFullRange": "1",
            # Without it the picture is coded as the first of a film: with an offset to QP that
            # makes some steps equal, and with 3 to 4 % more bits at equal PSNR.
            "IntraPeriod": "1",
            "LambdaModifierI": f"{between.lagrangian:.4f}",
        }
        settings = {
            "-c:v": "libvvenc",
            "-preset": self.preset,
            "-qp": str(between.step),
            "-vvenc-params": ":".join(f"{name}={value}" for name, value in parameters.items()),
        }
        try:
            return CODER.encode(image, settings)
        except CodecError as error:
            if OVERFULL not in error.message:
                raise
            said = f"cannot encode at QP {between.step}: ffmpeg's libvvenc ends at 8 bits a pixel"
            raise CodecError(self.name, said) from error

    def decode(self, data: bytes) -> Image:
        """Decode by ffmpeg's own VVC decoder."""
        return CODER.decode(data)
