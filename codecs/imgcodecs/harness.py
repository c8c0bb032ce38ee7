"""Runs a codec and measures: time, size, and whether the picture comes back whole."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from imgcodecs.errors import CodecError
from imgcodecs.types import Codec, Image, Loads

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took."""

    wall_s: float
    cpu_s: float  # of this process and the programs it ran, all threads together


@dataclass(frozen=True, slots=True)
class Coded:
    """An image, coded and decoded once."""

    data: bytes
    decoded: Image  # (height, width, 3)
    bpp: float  # bits of the whole file over pixels of the image
    encoding: Spent
    decoding: Spent


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
    data, encoding = encode_timed(codec, image, quality)
    decoded, decoding = decode_timed(codec, data, image.shape)
    return Coded(data, decoded, find_bpp(data, image), encoding, decoding)


def encode_timed(codec: Codec, image: Image, quality: float) -> tuple[bytes, Spent]:
    """Encode, and return the file with what it took."""
    check_image(image)
    try:
        codec.quality.check(quality)
    except ValueError as error:
        raise ValueError(f"{codec.name}: {error}") from None
    warm_up(codec)
    data, spent = run_timed(lambda: codec.encode(image, quality))
    if not data:
        raise CodecError(codec.name, "the encoder made an empty file")
    return data, spent


def decode_timed(codec: Codec, data: bytes, shape: tuple[int, ...]) -> tuple[Image, Spent]:
    """Decode, check the shape, and return the image with what it took."""
    warm_up(codec)
    decoded, spent = run_timed(lambda: codec.decode(data))
    if decoded.shape != shape or decoded.dtype != np.uint8:
        got = f"{decoded.dtype} of shape {decoded.shape}"
        raise CodecError(codec.name, f"decoded to {got}, expected uint8 of shape {shape}")
    return decoded, spent


def warm_up(codec: Codec) -> None:
    """Load a codec into this process before a clock starts; nothing where it needs none."""
    if isinstance(codec, Loads):
        codec.warm_up()


def run_timed(work: Callable[[], Result]) -> tuple[Result, Spent]:
    """Do a piece of work and read both clocks.

    CPU time is that of the whole process and of the programs it waited for, so the number is the
    work's own only where the process does nothing else meanwhile.
    """
    began_s, began_cpu_s = time.perf_counter(), read_cpu_s()
    result = work()
    return result, Spent(time.perf_counter() - began_s, read_cpu_s() - began_cpu_s)


def read_cpu_s() -> float:
    """CPU seconds, user and system, of this process and all the programs it has waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


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
