"""RGB to 10-bit YUV 4:2:0 and back: BT.709 matrix, full range, chroma sited left.

The conversion is ours rather than swscale's: that one moves the mean colour by up to 0.4 of a code
value each way, and its result changes with the flags, the machine and the version. Chroma samples
lie on every second luma column and between two luma rows ("left", as in MPEG-2 and H.266), the
default siting of AV1 and VVC decoders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.types import Image

Plane = NDArray[np.float32]
Samples = NDArray[np.uint16]

RED, BLUE = 0.2126, 0.0722  # luma weights of BT.709
GREEN = 1 - RED - BLUE
PEAK = 1023  # largest 10-bit code value; full range uses all of them
MIDDLE = 512  # code value of neutral chroma

BETWEEN = (-1 / 16, 9 / 16, 9 / 16, -1 / 16)  # half-way between two samples
HALVING = (-1 / 32, 0.0, 9 / 32, 16 / 32, 9 / 32, 0.0, -1 / 32)  # low pass, centred on a sample
BEFORE = (-9 / 128, 111 / 128, 29 / 128, -3 / 128)  # a quarter past a sample (cubic, a = -1/2)
AFTER = BEFORE[::-1]


@dataclass(frozen=True, slots=True)
class Yuv420:
    """An image as luma and half-size chroma, 10-bit code values from 0 to 1023."""

    y: Samples  # (height, width)
    cb: Samples  # (ceil(height / 2), ceil(width / 2))
    cr: Samples  # as cb


def convert_to_yuv420(image: Image) -> Yuv420:
    """Convert 8-bit sRGB, shape (height, width, 3), to 10-bit BT.709 YUV 4:2:0, full range."""
    red, green, blue = np.moveaxis(image.astype(np.float32) / 255, 2, 0)
    luma = RED * red + GREEN * green + BLUE * blue
    return Yuv420(
        y=_quantise(luma * PEAK),
        cb=_quantise(_halve((blue - luma) / (2 - 2 * BLUE)) * PEAK + MIDDLE),
        cr=_quantise(_halve((red - luma) / (2 - 2 * RED)) * PEAK + MIDDLE),
    )


def convert_to_rgb(yuv: Yuv420) -> Image:
    """Convert 10-bit BT.709 YUV 4:2:0, full range, to 8-bit sRGB, shape (height, width, 3)."""
    luma = yuv.y.astype(np.float32) / np.float32(PEAK)
    cb, cr = (_restore(plane, like=luma) for plane in (yuv.cb, yuv.cr))
    red = luma + (2 - 2 * RED) * cr
    blue = luma + (2 - 2 * BLUE) * cb
    green = (luma - RED * red - BLUE * blue) / GREEN
    rgb: Plane = np.rint(np.stack([red, green, blue], axis=2) * 255)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def pack_planes(yuv: Yuv420) -> bytes:
    """Lay the planes end to end, little-endian: the pixel format yuv420p10le."""
    return b"".join(plane.astype("<u2").tobytes() for plane in (yuv.y, yuv.cb, yuv.cr))


def unpack_planes(data: bytes, *, height: int, width: int) -> Yuv420:
    """Read yuv420p10le of a known size; ValueError when the data has another length."""
    half = ((height + 1) // 2, (width + 1) // 2)
    ends = np.cumsum([height * width, half[0] * half[1], half[0] * half[1]])
    if len(data) != 2 * ends[-1]:
        raise ValueError(f"{width}x{height} needs {2 * ends[-1]} bytes, got {len(data)}")
    y, cb, cr = np.split(np.frombuffer(data, "<u2"), ends[:2])
    return Yuv420(y=y.reshape(height, width), cb=cb.reshape(half), cr=cr.reshape(half))


def _quantise(values: Plane) -> Samples:
    return np.clip(np.rint(values), 0, PEAK).astype(np.uint16)


def _restore(chroma: Samples, *, like: Plane) -> Plane:
    centred = (chroma.astype(np.float32) - np.float32(MIDDLE)) / np.float32(PEAK)
    return _double(centred)[: like.shape[0], : like.shape[1]]


def _halve(plane: Plane) -> Plane:
    rows, columns = plane.shape
    even_rows = rows + rows % 2
    padded = np.pad(plane, ((1, even_rows - rows + 1), (0, 0)), mode="edge")
    tall = _filter([padded[at : at + even_rows : 2] for at in range(4)], BETWEEN)
    padded = np.pad(tall, ((0, 0), (3, 3)), mode="edge")
    return _filter([padded[:, at : at + columns : 2] for at in range(7)], HALVING)


def _double(plane: Plane) -> Plane:
    rows, columns = plane.shape
    padded = np.pad(plane, ((2, 2), (0, 0)), mode="edge")
    shifted = [padded[at : at + rows] for at in range(5)]
    tall = np.empty((2 * rows, columns), np.float32)
    tall[0::2] = _filter(shifted[:4], AFTER)
    tall[1::2] = _filter(shifted[1:], BEFORE)
    padded = np.pad(tall, ((0, 0), (1, 2)), mode="edge")
    wide = np.empty((2 * rows, 2 * columns), np.float32)
    wide[:, 0::2] = tall
    wide[:, 1::2] = _filter([padded[:, at : at + columns] for at in range(4)], BETWEEN)
    return wide


def _filter(shifted: Sequence[Plane], taps: Sequence[float]) -> Plane:
    total = np.zeros(shifted[0].shape, np.float32)
    for part, tap in zip(shifted, taps, strict=True):
        total += np.float32(tap) * part
    return total
