"""Five bytes in front of a video stream that say how large the image really is.

Video coders round an image up to even or larger sides, so the true size has to travel with the
stream; these bytes count as rate. A byte of version, then width and height as LEB128 numbers.
What follows is the coder's own stream, unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 1
MAX_SIDE = 1 << 16


@dataclass(frozen=True, slots=True)
class Frame:
    """A stream and the size of its image in pixels."""

    height: int
    width: int
    stream: bytes


def pack_frame(frame: Frame) -> bytes:
    """Put version and size in front of the stream."""
    return bytes([VERSION]) + _pack(frame.width) + _pack(frame.height) + frame.stream


def unpack_frame(data: bytes) -> Frame:
    """Split a file into size and stream; ValueError when it is not one of ours."""
    if data[:1] != bytes([VERSION]):
        raise ValueError("not a stream of this codec: its first byte is not 1")
    width, at = _unpack(data, 1)
    height, at = _unpack(data, at)
    return Frame(height=height, width=width, stream=data[at:])


def _pack(number: int) -> bytes:
    packed = bytearray()
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    return bytes(packed) + bytes([number])


def _unpack(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place, byte in enumerate(data[at : at + 3]):
        number |= (byte & 127) << (7 * place)
        if byte < 128:
            break
    else:
        raise ValueError("not a stream of this codec: its size is cut short")
    if not 1 <= number <= MAX_SIDE:
        raise ValueError(f"not a stream of this codec: it claims a side of {number} pixels")
    return number, at + place + 1
