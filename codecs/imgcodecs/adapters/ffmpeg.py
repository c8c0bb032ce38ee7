"""The ffmpeg that imageio-ffmpeg carries, as a coder of single frames.

It is given and gives back raw 10-bit planes, so that no conversion of colours ever happens inside
it; the colour properties are stated on both sides, or it would convert on its own.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np

from imgcodecs.adapters.framing import Frame, pack_frame, unpack_frame
from imgcodecs.colour import Chroma, convert_to_rgb, convert_to_yuv, pack_planes, unpack_planes
from imgcodecs.errors import CodecError
from imgcodecs.programs import run_program
from imgcodecs.types import Image

ORIGIN = "imageio-ffmpeg"
QUIET = ("-hide_banner", "-nostdin", "-v", "error", "-y")
ONE_THREAD = (
    "-threads",
    "1",
)  # work fans out over images; a coder that did so too would lie about time
COLOUR = (
    *("-color_range", "pc", "-colorspace", "bt709"),
    *("-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
    *("-chroma_sample_location", "left"),
)
RAW = ("-f", "rawvideo", "-pix_fmt")
PIXELS: dict[Chroma, str] = {"420": "yuv420p10le", "444": "yuv444p10le"}


def encode_frame(
    *,
    codec: str,
    image: Image,
    arguments: Sequence[str],
    container: str,
    least_side: int = 1,
    chroma: Chroma = "420",
) -> bytes:
    """Code one image with an encoder of ffmpeg.

    Parameters
    ----------
    codec : str
        Name for error messages.
    image : ndarray, shape (height, width, 3)
        8-bit sRGB.
    arguments : sequence of str
        The encoder and its settings, as on ffmpeg's command line.
    container : str
        ffmpeg's name for the raw stream, ``obu`` or ``vvc``.
    least_side : int
        Sides are padded, by repeating the last row and column, to at least this and, when it is
        above 1, to even numbers.
    chroma : {"420", "444"}
        Chroma sampling; 10 bits either way.
    """
    height, width = image.shape[:2]
    padded = _pad(image, least_side)
    size = f"{padded.shape[1]}x{padded.shape[0]}"
    stream = run_program(
        codec=codec,
        argv=[
            *(find_ffmpeg(codec), *QUIET, *RAW, PIXELS[chroma]),
            *("-s", size, *COLOUR, "-i", "frame.yuv"),
            *("-frames:v", "1", *ONE_THREAD, *arguments, *COLOUR, "-bitexact"),
            *("-f", container, "stream"),
        ],
        files={"frame.yuv": pack_planes(convert_to_yuv(padded, chroma=chroma, depth=10))},
        output="stream",
    )
    return pack_frame(Frame(height=height, width=width, stream=stream))


def decode_frame(
    *,
    codec: str,
    data: bytes,
    decoder: str,
    container: str,
    least_side: int = 1,
    chroma: Chroma = "420",
) -> Image:
    """Decode what encode_frame made, cropped to the true size; CodecError when it cannot."""
    try:
        frame = unpack_frame(data)
    except ValueError as error:
        raise CodecError(codec, str(error)) from None
    planes = run_program(
        codec=codec,
        argv=[
            *(find_ffmpeg(codec), *QUIET, *ONE_THREAD, "-f", container, "-c:v", decoder),
            *("-i", "stream", "-frames:v", "1", *RAW, PIXELS[chroma], "frame.yuv"),
        ],
        files={"stream": frame.stream},
        output="frame.yuv",
    )
    height, width = (_padded_side(side, least_side) for side in (frame.height, frame.width))
    try:
        yuv = unpack_planes(planes, height=height, width=width, chroma=chroma, depth=10)
    except ValueError as error:
        raise CodecError(codec, f"the stream holds another size: {error}") from None
    return convert_to_rgb(yuv)[: frame.height, : frame.width]


def decode_png16(data: bytes) -> bytes:
    """Decode a 16-bit PNG file to rgb48le; errors in its data are errors here."""
    argv = [find_ffmpeg("png"), *QUIET, *ONE_THREAD, "-err_detect", "crccheck+explode", "-xerror"]
    return run_program(
        codec="png",
        argv=[
            *argv,
            *("-f", "png_pipe", "-i", "image.png", "-frames:v", "1"),
            *("-f", "rawvideo", "-pix_fmt", "rgb48le", "image.rgb"),
        ],
        files={"image.png": data},
        output="image.rgb",
    )


def find_ffmpeg(codec: str) -> str:
    """Path of the bundled ffmpeg; CodecError(missing=True) when there is none."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise CodecError(codec, "imageio-ffmpeg has no ffmpeg here", missing=True) from None


def describe_encoder(*, codec: str, encoder: str) -> str:
    """Name encoder and ffmpeg build, ``"libaom-av1 in ffmpeg n9.0"``; CodecError when missing."""
    program = find_ffmpeg(codec)
    if encoder not in _list_encoders(program):
        raise CodecError(codec, f"{program} is built without {encoder}", missing=True)
    return f"{encoder} in ffmpeg {_read_version(program)}"


@functools.cache
def _list_encoders(program: str) -> frozenset[str]:
    listed = run_program(codec="ffmpeg", argv=[program, "-hide_banner", "-encoders"]).decode()
    return frozenset(line.split()[1] for line in listed.splitlines() if len(line.split()) > 1)


@functools.cache
def _read_version(program: str) -> str:
    first_line = run_program(codec="ffmpeg", argv=[program, "-version"]).decode().split("\n")[0]
    return first_line.removeprefix("ffmpeg version ").split(" ")[0]


def _padded_side(side: int, least_side: int) -> int:
    return side if least_side == 1 else max(side + side % 2, least_side)


def _pad(image: Image, least_side: int) -> Image:
    height, width = image.shape[:2]
    below = _padded_side(height, least_side) - height
    right = _padded_side(width, least_side) - width
    return np.pad(image, ((0, below), (0, right), (0, 0)), mode="edge")
