"""Reads image files into 8-bit sRGB, and refuses what cannot be read truthfully.

Colour follows the PNG specification's order: cICP, then an ICC profile, then the sRGB chunk, then
gAMA and cHRM; with none of them an image is sRGB.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from imgcodecs.errors import ImageError
from imgcodecs.opacity import drop_alpha, has_alpha, is_opaque
from imgcodecs.profiles import convert_to_srgb
from imgcodecs.sixteen import is_sixteen_bit_png, read_sixteen_bit_png
from imgcodecs.types import Image

MAX_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "AVIF", "BMP", "PPM")
ORIENTATION = 0x0112  # the EXIF and TIFF tag
BITS_PER_SAMPLE = 258  # the TIFF tag
KNOWN_MODES = ("1", "L", "P", "RGB", "LA", "La", "PA", "RGBA", "RGBa")
TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
BROKEN = (OSError, SyntaxError, EOFError, OverflowError, IndexError, KeyError, TypeError)


def read_image(path: Path, *, max_pixels: int = MAX_PIXELS) -> Image:
    """Read an image file as 8-bit sRGB, shape (height, width, 3), turned as its EXIF data say.

    Grey becomes three equal channels; 16-bit PNG is rounded to 8 bits before its colour profile is
    applied; an alpha channel that is opaque everywhere is dropped.

    Parameters
    ----------
    path : Path
        PNG, JPEG, TIFF, WebP, AVIF, BMP or PPM.
    max_pixels : int
        Larger images are refused before they are decoded.

    Raises
    ------
    ImageError
        Missing, broken, cut short, too large, transparent, CMYK, animated, or with colours that
        cannot be converted; the message names the file and the reason.
    """
    with _reasons(path), Pillow.open(path, formats=FORMATS) as opened:
        _check_plain(opened, max_pixels, deep=is_sixteen_bit_png(path))
        turn = TURNS.get(opened.getexif().get(ORIENTATION, 1))
        if is_sixteen_bit_png(path):
            rgb = Pillow.fromarray(read_sixteen_bit_png(path, size=opened.size))
        else:
            opened.load()
            plain = drop_alpha(opened)
            rgb = plain if plain.mode in ("L", "RGB") else plain.convert("RGB")
        converted = convert_to_srgb(rgb, tags=opened, path=path)
        turned = converted if turn is None else converted.transpose(turn)
        return np.array(turned, np.uint8)


def read_size(path: Path, *, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Height and width in pixels, turned as EXIF says, from the file's head; alpha is decoded."""
    with _reasons(path), Pillow.open(path, formats=FORMATS) as opened:
        _check_plain(opened, max_pixels, deep=is_sixteen_bit_png(path))
        width, height = opened.size
        lying = opened.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
        return (width, height) if lying else (height, width)


@contextmanager
def _reasons(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ImageError(f"{path}: there is no such file") from None
    except UnidentifiedImageError:
        raise ImageError(f"{path}: not an image in a format known here {FORMATS}") from None
    except Pillow.DecompressionBombError:
        raise ImageError(f"{path}: the image is far too large to decode") from None
    except ValueError as error:
        raise ImageError(f"{path}: {error}") from error
    except (*BROKEN, struct.error, zlib.error, MemoryError, RuntimeError) as error:
        raise ImageError(f"{path}: cannot be read: {error}") from error


def _check_plain(opened: Pillow.Image, max_pixels: int, *, deep: bool) -> None:
    width, height = opened.size
    if width * height > max_pixels:
        raise ValueError(
            f"it has {width * height / 1e6:.1f} megapixels ({width}x{height}), "
            f"more than {max_pixels / 1e6:g}"
        )
    # The further pictures of a phone's MPO file are previews and gain maps; the first is the photo.
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        raise ValueError("it is animated or has several pages; give one image a file")
    if opened.mode == "CMYK":
        raise ValueError("its colours are CMYK; convert it to RGB first")
    _check_depth(opened)
    # Of 16 bits Pillow keeps the high byte alone, which cannot tell opaque from nearly opaque.
    if deep and has_alpha(opened):
        raise ValueError("it has an alpha channel of 16 bits; save it without one first")
    if not is_opaque(opened):
        raise ValueError("it has an alpha channel; flatten it onto a background first")


def _check_depth(opened: Pillow.Image) -> None:
    deep_tiff = max(getattr(opened, "tag_v2", {}).get(BITS_PER_SAMPLE, (8,))) > 8
    sixteen_bit_grey = opened.mode.startswith("I") and opened.format == "PNG"
    known = opened.mode in KNOWN_MODES or sixteen_bit_grey
    if deep_tiff or not known:
        raise ValueError(
            f"its pixels ({opened.mode}) are neither 8-bit grey, 8-bit RGB nor a palette; "
            "for 16 bits, save it as PNG"
        )
