"""The head of a file, and its tiles: docs/pico-style.md has it in words."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from imgcodecs.learned.config import LEVELS
from imgcodecs.learned.tiles import plan_tiles
from imgcodecs.sources import MAX_PIXELS

MAGIC = b"\x8fPSO"  # PICO-style (ours)
VERSION = 1
MOST_SIDE = 65535  # pixels
MODEL_ID_BYTES = 8
FIXED = struct.Struct(f"<4sBHHB{MODEL_ID_BYTES}s")
CHECKSUM = struct.Struct("<I")
WORD_BYTES = 4


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says before its tiles."""

    height: int  # pixels
    width: int  # pixels
    level: int  # 0 to 100
    model_id: bytes

    def __post_init__(self) -> None:
        """Refuse what a file cannot be of."""
        size = f"{self.width}x{self.height} pixels"
        if not (1 <= self.height <= MOST_SIDE and 1 <= self.width <= MOST_SIDE):
            raise ValueError(f"{size}: a side must be from 1 to {MOST_SIDE}")
        if self.height * self.width > MAX_PIXELS:
            raise ValueError(f"{size}: more than {MAX_PIXELS / 1e6:g} megapixels")
        if not 0 <= self.level <= LEVELS:
            raise ValueError(f"the quality level must be from 0 to {LEVELS}, got {self.level}")


def find_model_id(weights: bytes) -> bytes:
    """Id of the model whose weights file has these bytes."""
    return hashlib.sha256(weights).digest()[:MODEL_ID_BYTES]


def pack_file(header: Header, tiles: Sequence[bytes]) -> bytes:
    """Write a file: head, length of each tile, check sum of all the rest, tiles."""
    fixed = FIXED.pack(MAGIC, VERSION, header.height, header.width, header.level, header.model_id)
    head = fixed + b"".join(_pack_number(len(tile) // WORD_BYTES) for tile in tiles)
    body = b"".join(tiles)
    return b"".join((head, CHECKSUM.pack(_sum_up(head, body)), body))


def unpack_file(data: bytes) -> tuple[Header, tuple[bytes, ...]]:
    """Read what ``pack_file`` wrote; ValueError says what is wrong."""
    header = _unpack_header(data)
    lengths, end = [], FIXED.size
    for _ in plan_tiles(header.height, header.width):
        words, end = _unpack_number(data, end)
        lengths.append(words * WORD_BYTES)
    tiles = _split_tiles(data, end + CHECKSUM.size, lengths)
    _check_sum(data, end)
    return header, tiles


def _unpack_header(data: bytes) -> Header:
    if data[: len(MAGIC)] != MAGIC[: len(data)] or not data:
        raise ValueError("not a PICO-style file")
    if len(data) > len(MAGIC) and data[len(MAGIC)] != VERSION:
        raise ValueError(f"a file of version {data[len(MAGIC)]}; this program reads {VERSION}")
    if len(data) < FIXED.size:
        raise ValueError("the file is cut short in its header")
    _, _, height, width, level, model_id = FIXED.unpack_from(data)
    return Header(height, width, level, model_id)


def _check_sum(data: bytes, end: int) -> None:
    if CHECKSUM.unpack_from(data, end)[0] != _sum_up(data[:end], data[end + CHECKSUM.size :]):
        raise ValueError("the file is damaged: its check sum does not agree")


def _sum_up(head: bytes, body: bytes) -> int:
    # Of the whole: each tile has a check sum of its own, but none of the place it belongs to.
    return zlib.crc32(body, zlib.crc32(head))


def _split_tiles(data: bytes, start: int, lengths: Sequence[int]) -> tuple[bytes, ...]:
    held, promised = len(data) - start, sum(lengths)
    if held < 0:
        raise ValueError("the file is cut short in its header")
    if held != promised:
        what = "cut short" if held < promised else "longer than its header says"
        raise ValueError(f"the file is {what}: {held} bytes of tiles, expected {promised}")
    tiles = []
    for length in lengths:
        tiles.append(data[start : start + length])
        start += length
    return tuple(tiles)


def _pack_number(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the top bit says that more follow."""
    written = bytearray()
    while number > 0x7F:
        written.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes((*written, number))


def _unpack_number(data: bytes, start: int) -> tuple[int, int]:
    """Return the number and the place behind it."""
    number = 0
    for count, byte in enumerate(data[start : start + 4]):
        number |= (byte & 0x7F) << 7 * count
        if byte < 0x80:
            return number, start + count + 1
    if len(data) < start + 4:
        raise ValueError("the file is cut short in its header")
    raise ValueError("the header is damaged: a tile's length makes no sense")
