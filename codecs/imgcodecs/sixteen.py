"""16-bit PNG, rounded to 8 bits: Pillow keeps only the high byte, which darkens the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.png import SIGNATURE, read_chunks
from imgcodecs.types import Image

DEPTH_AT = 24  # offset of the bit depth in the IHDR chunk, which is always first


def is_sixteen_bit_png(path: Path) -> bool:
    """Tell from the first bytes whether a file is a PNG of 16 bits a channel."""
    with path.open("rb") as opened:
        head = opened.read(DEPTH_AT + 1)
    return head[:8] == SIGNATURE and head[DEPTH_AT:] == b"\x10"


def read_sixteen_bit_png(path: Path, *, size: tuple[int, int]) -> Image:
    """Decode through ffmpeg and round; ValueError when the file is broken.

    Parameters
    ----------
    path : Path
        A 16-bit PNG without alpha.
    size : (int, int)
        Its width and height in pixels.
    """
    from imgcodecs.adapters.ffmpeg import decode_png16

    width, height = size
    data = path.read_bytes()
    for _ in read_chunks(data):
        pass  # ffmpeg paints what it can of a file that is cut short, and says nothing
    try:
        deep = np.frombuffer(decode_png16(data), "<u2")
    except CodecError as error:
        raise ValueError(error.message) from None
    if deep.size != height * width * 3:
        raise ValueError(f"it holds {deep.size} samples, expected {width}x{height}x3")
    rounded = (deep.astype(np.uint32) * 255 + 32767) // 65535
    return rounded.astype(np.uint8).reshape(height, width, 3)
