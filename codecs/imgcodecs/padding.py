"""Makes PNG files longer without changing a pixel, so that size gives no picture away.

The length is made of empty blocks at the head of the deflate stream (RFC 1951, 3.2.4 and 3.2.6),
which decode to nothing, and of cuts of the stream into several IDAT chunks. How many and where they
are is random: the same picture padded twice gives two different files, and the number of chunks
says nothing about the picture.
"""

from __future__ import annotations

import secrets
import struct
import zlib
from itertools import pairwise

from imgcodecs.png import SIGNATURE, read_chunks

EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # stored, not the last, of length 0
LONGER_BLOCKS = b"\x02\x00\x00\x00\xff\xff"  # the same after an empty block of fixed codes
ZLIB_HEAD = 2  # bytes before the first block
CHUNK_FRAME = 12  # bytes of a chunk besides its content: length, name, checksum
FEWEST_CUTS = 4  # so that two paddings of one file differ
MOST_CUTS = 8
# Fives and sixes add up to every number from 20 on.
LEAST_BLOCKS = (len(EMPTY_BLOCK) - 1) * len(EMPTY_BLOCK)
SLACK = MOST_CUTS * CHUNK_FRAME + LEAST_BLOCKS  # bytes above the unpadded length that suffice


def pad_png(data: bytes, length: int) -> bytes:
    """Bring a PNG file to an exact length; earlier padding is taken off first.

    Parameters
    ----------
    data : bytes
        A file of ``png_bytes``, padded or not.
    length : int
        Bytes wanted; ``unpadded_length(data) + SLACK`` and all above can be reached.

    Returns
    -------
    bytes
        The same IHDR, sRGB, pixels and IEND in ``length`` bytes, cut anew in each call.

    Raises
    ------
    ValueError
        The file has other chunks than the agreed ones, or ``length`` is too small.
    """
    head, stream = _open(data)
    extra = length - _measure(stream)
    if extra < SLACK:
        needed = _measure(stream) + SLACK
        raise ValueError(f"cannot pad to {length} bytes; {needed} and all above can be reached")
    cuts = secrets.SystemRandom().randint(FEWEST_CUTS, MOST_CUTS)
    padded = stream[:ZLIB_HEAD] + _blocks(extra - cuts * CHUNK_FRAME) + stream[ZLIB_HEAD:]
    return SIGNATURE + head + _cut(padded, cuts) + _chunk(b"IEND", b"")


def unpadded_length(data: bytes) -> int:
    """Bytes of a PNG file of ``png_bytes`` without padding and with a single IDAT chunk."""
    return _measure(_open(data)[1])


def _open(data: bytes) -> tuple[bytes, bytes]:
    """Return the chunks before the pixels, and the whole deflate stream without padding."""
    chunks = list(read_chunks(data))
    names = [name for name, _ in chunks]
    if names != ["IHDR", "sRGB", *["IDAT"] * (len(names) - 3), "IEND"] or len(names) < 4:
        raise ValueError(f"expected the chunks IHDR, sRGB, IDAT and IEND, got {', '.join(names)}")
    head = b"".join(_chunk(name.encode(), content) for name, content in chunks[:2])
    stream = b"".join(content for _, content in chunks[2:-1])
    first = ZLIB_HEAD
    while block := _block_at(stream, first):
        first += len(block)
    return head, stream[:ZLIB_HEAD] + stream[first:]


def _measure(stream: bytes) -> int:
    ihdr_and_srgb = 13 + 1
    return len(SIGNATURE) + ihdr_and_srgb + len(stream) + 4 * CHUNK_FRAME


def _block_at(stream: bytes, first: int) -> bytes | None:
    """Return the empty block that stands there, if one does."""
    blocks = (EMPTY_BLOCK, LONGER_BLOCKS)
    return next((block for block in blocks if stream.startswith(block, first)), None)


def _blocks(count: int) -> bytes:
    """Empty blocks of so many bytes in all, at least LEAST_BLOCKS."""
    longer = count % len(EMPTY_BLOCK)
    return LONGER_BLOCKS * longer + EMPTY_BLOCK * (count // len(EMPTY_BLOCK) - longer)


def _cut(stream: bytes, cuts: int) -> bytes:
    """Write the stream as ``cuts + 1`` IDAT chunks, none of them empty."""
    inner = secrets.SystemRandom().sample(range(1, len(stream)), cuts)
    edges = [0, *sorted(inner), len(stream)]
    return b"".join(_chunk(b"IDAT", stream[start:end]) for start, end in pairwise(edges))


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(name))
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
