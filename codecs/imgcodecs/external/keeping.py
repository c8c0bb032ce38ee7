"""Decoded pictures of programs that decode only while they encode.

Their ``decode`` cannot be run on a bitstream alone, so the picture is kept when the bitstream is
made and found again by its content.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from imgcodecs.blind import quick_png_bytes
from imgcodecs.errors import CodecError
from imgcodecs.files import write_whole
from imgcodecs.sources import read_image
from imgcodecs.types import Image

VARIABLE = "IMGCODECS_KEPT"


def keep_picture(codec: str, *, data: bytes, decoded: Image) -> None:
    """Keep the decoded picture of a bitstream."""
    write_whole(_find_path(codec, data), quick_png_bytes(decoded))


def find_picture(codec: str, *, data: bytes) -> Image:
    """Return the picture kept for a bitstream; CodecError where there is none."""
    path = _find_path(codec, data)
    if not path.is_file():
        raise CodecError(
            codec,
            "its program decodes only while it encodes, and the picture of this stream is not in "
            f"{path.parent}; encode the image again on this machine, or set {VARIABLE} to the "
            "folder that has it",
        )
    return read_image(path)


def _find_path(codec: str, data: bytes) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get(VARIABLE) or Path(cache) / "imgcodecs" / "kept")
    return folder / codec / f"{hashlib.sha256(data).hexdigest()}.png"
