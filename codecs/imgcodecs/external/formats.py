"""Pictures as files for programs: PNG, PPM, raw RGB, raw YUV of a stated sampling and depth."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image as Pillow

from imgcodecs.blind import png_bytes
from imgcodecs.colour import Chroma, convert_to_rgb, convert_to_yuv, pack_planes, unpack_planes
from imgcodecs.sources import read_image
from imgcodecs.types import Image

EXPECTED = "png, ppm, rgb, or yuv with sampling and depth: yuv420p8, yuv420p10, yuv444p10"
YUV = re.compile(r"yuv(420|444)p(8|9|1[0-6])")


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """A kind of picture file."""

    kind: str  # "png", "ppm", "rgb" or "yuv"; it is the file's suffix too
    chroma: Chroma = "444"
    depth: int = 8  # bits of a sample; above 8 a sample takes two bytes, the low one first

    @property
    def raw(self) -> bool:
        """Whether the file does not say its own size."""
        return self.kind in ("rgb", "yuv")


def parse_format(text: str) -> PictureFormat:
    """Read a format's name; ValueError says which there are."""
    yuv = YUV.fullmatch(text)
    if yuv:
        return PictureFormat("yuv", chroma=cast(Chroma, yuv[1]), depth=int(yuv[2]))
    if text not in ("png", "ppm", "rgb"):
        raise ValueError(f"must be {EXPECTED}, got {text!r}")
    return PictureFormat(text)


def write_picture(path: Path, image: Image, format: PictureFormat, *, full_range: bool) -> None:
    """Write an image, shape (height, width, 3), 8-bit sRGB, in a format."""
    if format.kind == "yuv":
        yuv = convert_to_yuv(image, chroma=format.chroma, depth=format.depth, full_range=full_range)
        path.write_bytes(pack_planes(yuv))
    elif format.kind == "rgb":
        path.write_bytes(image.tobytes())
    elif format.kind == "ppm":
        written = io.BytesIO()
        Pillow.fromarray(image).save(written, "PPM")
        path.write_bytes(written.getvalue())
    else:
        path.write_bytes(png_bytes(image))


def read_picture(
    path: Path, format: PictureFormat, *, height: int, width: int, full_range: bool
) -> Image:
    """Read an image; ``height`` and ``width`` are those of a raw file.

    Raises
    ------
    ValueError
        A raw file has another length than its size asks for.
    ImageError
        A PNG or PPM file cannot be read.
    """
    if not format.raw:
        return read_image(path)
    data = path.read_bytes()
    if format.kind == "yuv":
        yuv = unpack_planes(
            data,
            height=height,
            width=width,
            chroma=format.chroma,
            depth=format.depth,
            full_range=full_range,
        )
        return convert_to_rgb(yuv)
    if len(data) != height * width * 3:
        raise ValueError(f"{width}x{height} needs {height * width * 3} bytes, got {len(data)}")
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)
