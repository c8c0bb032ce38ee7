"""The chunks of a PNG file, read without decoding it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every chunk; ValueError when the file is not whole.

    Parameters
    ----------
    data : bytes
        A PNG file.
    """
    if data[:8] != SIGNATURE:
        raise ValueError("not a PNG file")
    at, name = 8, ""
    while at < len(data):
        if len(data) < at + 12:
            raise ValueError(f"a chunk is cut short at byte {at}")
        length, raw_name = struct.unpack_from(">I4s", data, at)
        name = raw_name.decode("latin-1")
        if len(data) < at + 12 + length:
            raise ValueError(f"chunk {name} is cut short at byte {at}")
        yield name, data[at + 8 : at + 8 + length]
        at += 12 + length
    if name != "IEND":
        raise ValueError("the file ends without an IEND chunk")
