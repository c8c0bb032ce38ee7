"""RGB to YUV and back: BT.709 matrix, stated depth, chroma sampling and range, both ways.

The conversion is ours rather than swscale's: that one moves the mean colour by up to 0.4 of a code
value each way, and its result changes with the flags, the machine and the version. Code values are
those of ITU-R BT.709 (limited range, section 3) and H.273 (full range, equations 20 to 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from imgcodecs.subsampling import Plane, double, halve
from imgcodecs.types import Image

Chroma = Literal["420", "444"]
Samples = NDArray[np.uint16]

RED, BLUE = 0.2126, 0.0722  # luma weights of BT.709
GREEN = 1 - RED - BLUE
DEPTHS = range(8, 17)  # bits of a sample


@dataclass(frozen=True, slots=True)
class Yuv:
    """An image as luma and two chroma planes of code values, 0 to ``2 ** depth - 1``.

    In 4:2:0 the chroma planes have half the sides, rounded up, and are sited left.
    """

    y: Samples  # (height, width)
    cb: Samples  # (height, width) in 4:4:4
    cr: Samples  # as cb
    chroma: Chroma
    depth: int  # bits of a sample, 8 to 16
    full_range: bool = True

    def __post_init__(self) -> None:
        """Refuse an unknown depth or sampling, and planes that do not fit together."""
        height, width = self.y.shape
        expected = _chroma_shape(height=height, width=width, chroma=self.chroma)
        _check_depth(self.depth)
        if not self.cb.shape == self.cr.shape == expected:
            got = f"{self.cb.shape} and {self.cr.shape}"
            raise ValueError(f"chroma planes must have shape {expected}, got {got}")


@dataclass(frozen=True, slots=True)
class _Codes:
    # Code values of one depth and range: luma from 0 to 1 and chroma from -1/2 to 1/2 are
    # multiplied by a gain, and a zero is added.
    luma_gain: int
    luma_zero: int
    chroma_gain: int
    chroma_zero: int
    peak: int


def convert_to_yuv(image: Image, *, chroma: Chroma, depth: int, full_range: bool = True) -> Yuv:
    """Convert sRGB to BT.709 YUV.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3)
        8-bit sRGB.
    chroma : {"420", "444"}
        Chroma sampling.
    depth : int
        Bits of a sample, 8 to 16.
    full_range : bool
        Whether black and white are 0 and ``2 ** depth - 1``, or 16 and 235 (of 8 bits).
    """
    codes = _find_codes(depth=depth, full_range=full_range)
    red, green, blue = np.moveaxis(image.astype(np.float32) / 255, 2, 0)
    luma = RED * red + GREEN * green + BLUE * blue
    differences = ((blue - luma) / (2 - 2 * BLUE), (red - luma) / (2 - 2 * RED))
    cb, cr = (halve(plane) if chroma == "420" else plane for plane in differences)
    return Yuv(
        y=_quantise(luma * codes.luma_gain + codes.luma_zero, codes.peak),
        cb=_quantise(cb * codes.chroma_gain + codes.chroma_zero, codes.peak),
        cr=_quantise(cr * codes.chroma_gain + codes.chroma_zero, codes.peak),
        chroma=chroma,
        depth=depth,
        full_range=full_range,
    )


def convert_to_rgb(yuv: Yuv) -> Image:
    """Convert BT.709 YUV to 8-bit sRGB, shape (height, width, 3)."""
    codes = _find_codes(depth=yuv.depth, full_range=yuv.full_range)
    luma = _centre(yuv.y, gain=codes.luma_gain, zero=codes.luma_zero)
    cb, cr = (
        _restore(plane, like=luma, codes=codes, chroma=yuv.chroma) for plane in (yuv.cb, yuv.cr)
    )
    red = luma + (2 - 2 * RED) * cr
    blue = luma + (2 - 2 * BLUE) * cb
    green = (luma - RED * red - BLUE * blue) / GREEN
    rgb: Plane = np.rint(np.stack([red, green, blue], axis=2) * 255)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def pack_planes(yuv: Yuv) -> bytes:
    """Lay the planes end to end: a byte a sample at 8 bits, two, little-endian, above."""
    kind = _sample_type(yuv.depth)
    return b"".join(plane.astype(kind).tobytes() for plane in (yuv.y, yuv.cb, yuv.cr))


def unpack_planes(
    data: bytes, *, height: int, width: int, chroma: Chroma, depth: int, full_range: bool = True
) -> Yuv:
    """Read planes laid end to end; ValueError when the data has another length."""
    shape = _chroma_shape(height=height, width=width, chroma=chroma)
    kind = _sample_type(depth)
    ends = np.cumsum([height * width, shape[0] * shape[1], shape[0] * shape[1]])
    expected = int(ends[-1]) * kind.itemsize
    if len(data) != expected:
        raise ValueError(f"{width}x{height} needs {expected} bytes, got {len(data)}")
    y, cb, cr = np.split(np.frombuffer(data, kind).astype(np.uint16), ends[:2])
    return Yuv(
        y=y.reshape(height, width),
        cb=cb.reshape(shape),
        cr=cr.reshape(shape),
        chroma=chroma,
        depth=depth,
        full_range=full_range,
    )


def _check_depth(depth: int) -> None:
    if depth not in DEPTHS:
        raise ValueError(f"depth must be from 8 to 16 bits, got {depth!r}")


def _find_codes(*, depth: int, full_range: bool) -> _Codes:
    _check_depth(depth)
    peak, unit = (1 << depth) - 1, 1 << (depth - 8)
    if full_range:
        return _Codes(peak, 0, peak, 128 * unit, peak)
    return _Codes(219 * unit, 16 * unit, 224 * unit, 128 * unit, peak)


def _chroma_shape(*, height: int, width: int, chroma: Chroma) -> tuple[int, int]:
    if chroma not in get_args(Chroma):
        raise ValueError(f"chroma must be one of {get_args(Chroma)}, got {chroma!r}")
    return (height, width) if chroma == "444" else ((height + 1) // 2, (width + 1) // 2)


def _sample_type(depth: int) -> np.dtype[np.unsignedinteger]:
    return np.dtype("u1" if depth == 8 else "<u2")


def _quantise(values: Plane, peak: int) -> Samples:
    return np.clip(np.rint(values), 0, peak).astype(np.uint16)


def _centre(plane: Samples, *, gain: int, zero: int) -> Plane:
    return (plane.astype(np.float32) - np.float32(zero)) / np.float32(gain)


def _restore(plane: Samples, *, like: Plane, codes: _Codes, chroma: Chroma) -> Plane:
    centred = _centre(plane, gain=codes.chroma_gain, zero=codes.chroma_zero)
    if chroma == "444":
        return centred
    return double(centred)[: like.shape[0], : like.shape[1]]
