"""Writing and reading pictures through Pillow, with its errors as ours."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from imgcodecs.errors import CodecError
from imgcodecs.sources import MAX_PIXELS
from imgcodecs.types import Image

BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Pillow.DecompressionBombError)


def write_picture(image: Image, *, codec: str, kind: str, **settings: object) -> bytes:
    """Write an image in one of Pillow's formats; CodecError when it cannot."""
    written = io.BytesIO()
    try:
        Pillow.fromarray(image).save(written, kind, **settings)
    except (OSError, ValueError) as error:
        height, width = image.shape[:2]
        raise CodecError(codec, f"cannot encode {width}x{height} pixels: {error}") from error
    return written.getvalue()


def read_picture(data: bytes, *, codec: str, kind: str) -> Image:
    """Read a file of one of Pillow's formats as RGB; CodecError when it cannot."""
    try:
        with Pillow.open(io.BytesIO(data), formats=[kind]) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise ValueError(f"it claims {width}x{height} pixels")
            return np.array(opened.convert("RGB"), np.uint8)
    except UnidentifiedImageError:
        raise CodecError(codec, f"cannot decode: not a {kind} file") from None
    except BROKEN as error:
        raise CodecError(codec, f"cannot decode: {error}") from error
