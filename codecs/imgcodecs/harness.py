"""Runs a codec and measures: wall time, size, and whether the picture comes back whole."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.types import Codec, Image


@dataclass(frozen=True, slots=True)
class Coded:
    """An image, coded and decoded once."""

    data: bytes
    decoded: Image  # (height, width, 3)
    bpp: float  # bits of the whole file over pixels of the image
    encode_s: float  # wall time
    decode_s: float  # wall time


def code_image(codec: Codec, image: Image, quality: float) -> Coded:
    """Encode and decode one image, timed and checked.

    Parameters
    ----------
    codec : Codec
        From ``load_codec``.
    image : ndarray, shape (height, width, 3)
        8-bit sRGB.
    quality : float
        A value of ``codec.quality``.

    Raises
    ------
    ValueError
        Not such an image, or not such a quality.
    CodecError
        The codec failed or returned another size.
    """
    data, encode_s = encode_timed(codec, image, quality)
    decoded, decode_s = decode_timed(codec, data, image.shape)
    return Coded(data, decoded, find_bpp(data, image), encode_s, decode_s)


def encode_timed(codec: Codec, image: Image, quality: float) -> tuple[bytes, float]:
    """Encode, and return the file with the seconds it took."""
    check_image(image)
    codec.quality.check(quality)
    began_s = time.perf_counter()
    data = codec.encode(image, quality)
    elapsed_s = time.perf_counter() - began_s
    if not data:
        raise CodecError(codec.name, "the encoder made an empty file")
    return data, elapsed_s


def decode_timed(codec: Codec, data: bytes, shape: tuple[int, ...]) -> tuple[Image, float]:
    """Decode, check the shape, and return the image with the seconds it took."""
    began_s = time.perf_counter()
    decoded = codec.decode(data)
    elapsed_s = time.perf_counter() - began_s
    if decoded.shape != shape or decoded.dtype != np.uint8:
        got = f"{decoded.dtype} of shape {decoded.shape}"
        raise CodecError(codec.name, f"decoded to {got}, expected uint8 of shape {shape}")
    return decoded, elapsed_s


def find_bpp(data: bytes, image: Image) -> float:
    """Bits of the file over pixels of the image."""
    height, width = image.shape[:2]
    return len(data) * 8 / int(height * width)


def check_image(image: Image) -> None:
    """Raise ValueError unless the array is 8-bit RGB with at least one pixel."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise ValueError(
            "an image must be uint8 of shape (height, width, 3), "
            f"got {image.dtype} of shape {image.shape}"
        )
