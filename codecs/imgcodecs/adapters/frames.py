"""Single frames through an encoder and a decoder of ffmpeg.

ffmpeg is given and gives back raw planes, so that no conversion of colours ever happens inside it;
the colour properties are stated on both sides, or it would convert on its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from imgcodecs.adapters.ffmpeg import ONE_THREAD, run_ffmpeg
from imgcodecs.adapters.framing import MAX_SIDE, Frame, pack_frame, unpack_frame
from imgcodecs.colour import Chroma, convert_to_rgb, convert_to_yuv, pack_planes, unpack_planes
from imgcodecs.errors import CodecError
from imgcodecs.sources import MAX_PIXELS
from imgcodecs.types import Image

DEPTH = 10  # bits of a sample
BLOCK = 128  # pixels; no coder's blocks are larger
DECODE_LIMIT_S = 300.0  # 64 megapixels of VVC take a tenth of that
NO_CONVERSION = "-noauto_conversion_filters"  # fail rather than convert in silence
COLOUR = (
    *("-color_range", "pc", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
    *("-chroma_sample_location", "left"),
)


@dataclass(frozen=True, slots=True)
class FrameCoder:
    """A kind of stream: both directions agree on everything stated here."""

    codec: str  # name for error messages
    container: str  # ffmpeg's name for the raw stream: obu, hevc or vvc
    decoder: str  # ffmpeg's name
    chroma: Chroma = "420"
    # Sides are padded, by repeating the last row and column, to at least this and, when it is above
    # 1, to even numbers.
    least_side: int = 1
    widest: int = MAX_SIDE  # pixels the encoder and the decoder both manage
    tallest: int = MAX_SIDE
    end: bytes = b""  # closes the stream, so that one cut short is told

    def encode(
        self,
        image: Image,
        settings: Mapping[str, str],
        files: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """Code one image.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3)
            8-bit sRGB.
        settings : mapping of str to str
            The encoder and its settings, as on ffmpeg's command line.
        files : mapping of str to bytes, optional
            Files that the settings name.
        """
        height, width = image.shape[:2]
        self._check_size(height=height, width=width)
        padded = self._pad(image)
        size = f"{padded.shape[1]}x{padded.shape[0]}"
        planes = pack_planes(convert_to_yuv(padded, chroma=self.chroma, depth=DEPTH))
        words = [word for setting in settings.items() for word in setting]
        stream = run_ffmpeg(
            codec=self.codec,
            arguments=[
                *(*self._raw, "-s", size, *COLOUR),
                *("-i", "frame.yuv", NO_CONVERSION, "-frames:v", "1", *ONE_THREAD, *words, *COLOUR),
                *("-bitexact", "-f", self.container, "stream"),
            ],
            files={"frame.yuv": planes, **(files or {})},
            output="stream",
        )
        return pack_frame(Frame(height=height, width=width, stream=stream + self.end))

    def decode(self, data: bytes) -> Image:
        """Decode what encode made, cropped to the true size; CodecError when it cannot."""
        try:
            frame = unpack_frame(data)
        except ValueError as error:
            raise CodecError(self.codec, str(error)) from None
        if not frame.stream.endswith(self.end):
            raise CodecError(self.codec, "the stream is cut short: its end mark is missing")
        planes = run_ffmpeg(
            codec=self.codec,
            arguments=[
                *(*ONE_THREAD, "-xerror", "-max_pixels", str(self._most_pixels(frame))),
                *("-err_detect", "explode", "-f", self.container, "-c:v", self.decoder),
                *("-i", "stream", NO_CONVERSION, "-frames:v", "1", *self._raw, "frame.yuv"),
            ],
            files={"stream": frame.stream},
            output="frame.yuv",
            limit_s=DECODE_LIMIT_S,
        )
        return self._read(planes, frame)

    def _check_size(self, *, height: int, width: int) -> None:
        if width > self.widest or height > self.tallest:
            most = f"at most {self.widest}x{self.tallest}"
            raise CodecError(self.codec, f"cannot encode {width}x{height} pixels: {most}")

    def _most_pixels(self, frame: Frame) -> int:
        # A stream that claims more than its header is refused before memory is taken for it.
        # Inside, decoders round sides up to their blocks.
        sides = (self._pad_side(side) + BLOCK for side in (frame.height, frame.width))
        return min(math.prod(sides), MAX_PIXELS)

    def _read(self, planes: bytes, frame: Frame) -> Image:
        height, width = (self._pad_side(side) for side in (frame.height, frame.width))
        try:
            yuv = unpack_planes(planes, height=height, width=width, chroma=self.chroma, depth=DEPTH)
        except ValueError as error:
            raise CodecError(self.codec, f"the stream holds another size: {error}") from None
        return convert_to_rgb(yuv)[: frame.height, : frame.width]

    @property
    def _raw(self) -> tuple[str, ...]:
        return ("-f", "rawvideo", "-pix_fmt", f"yuv{self.chroma}p{DEPTH}le")

    def _pad_side(self, side: int) -> int:
        return side if self.least_side == 1 else max(side + side % 2, self.least_side)

    def _pad(self, image: Image) -> Image:
        height, width = image.shape[:2]
        below = self._pad_side(height) - height
        right = self._pad_side(width) - width
        return np.pad(image, ((0, below), (0, right), (0, 0)), mode="edge")
