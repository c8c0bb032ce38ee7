"""The size of a JPEG XL picture, from the first bytes of its codestream (ISO/IEC 18181-1, 3.2).

libjxl takes memory for whatever size a file claims; a file with one bit wrong may claim a billion
pixels a side. Hence the look before.
"""

from __future__ import annotations

from dataclasses import dataclass

SIGNATURE = b"\xff\x0a"
LENGTHS = (9, 13, 18, 30)  # bits of a side, by a selector of two bits
RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))  # width to height


def read_size(data: bytes) -> tuple[int, int]:
    """Height and width in pixels; ValueError when this is no bare codestream."""
    if data[:2] != SIGNATURE or len(data) < 12:
        raise ValueError("not a bare JPEG XL codestream")
    bits = _Bits(int.from_bytes(data[2:12], "little"))
    small = bits.take(1) == 1
    height = _read_side(bits, small)
    ratio = bits.take(3)
    if ratio == 0:
        return height, _read_side(bits, small)
    across, down = RATIOS[ratio - 1]
    return height, height * across // down


@dataclass(slots=True)
class _Bits:
    rest: int  # least significant bit first

    def take(self, count: int) -> int:
        taken = self.rest & ((1 << count) - 1)
        self.rest >>= count
        return taken


def _read_side(bits: _Bits, small: bool) -> int:
    if small:
        return 8 * (bits.take(5) + 1)
    return bits.take(LENGTHS[bits.take(2)]) + 1
