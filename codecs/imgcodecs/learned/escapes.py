"""Values beyond a table's reach: Elias gamma code, as equally likely symbols of the range coder.

Of each value the size (how many bits follow its first), then of each its sign, then, size by size,
the bits: at most twelve at a time, the higher first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import constriction
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int32]
SIZES = 24
MOST_BEYOND = 2**SIZES - 2
BITS_AT_ONCE = 12


def put_escapes(coder: Any, beyond: Values, negative: NDArray[np.bool_]) -> None:
    """Code how far, from 0, values lie beyond reach, and on which side."""
    if not len(beyond):
        return
    values = beyond + 1
    sizes = np.frexp(values.astype(np.float64))[1].astype(np.int32) - 1
    coder.encode(sizes, _make_uniform(SIZES))
    coder.encode(negative.astype(np.int32), _make_uniform(2))
    for size in range(1, SIZES):
        rest = values[sizes == size] - (1 << size)
        _put_bits(coder, rest, size)


def take_escapes(coder: Any, count: int) -> tuple[Values, NDArray[np.bool_]]:
    """Decode what ``put_escapes`` coded."""
    if not count:
        return np.zeros(0, np.int32), np.zeros(0, np.bool_)
    sizes = coder.decode(_make_uniform(SIZES), count)
    negative = coder.decode(_make_uniform(2), count).astype(np.bool_)
    values = np.ones(count, np.int32)
    for size in range(1, SIZES):
        chosen = sizes == size
        values[chosen] = (1 << size) + _take_bits(coder, int(chosen.sum()), size)
    return values - 1, negative


def _put_bits(coder: Any, rest: Values, bits: int) -> None:
    if len(rest):
        high = max(bits - BITS_AT_ONCE, 0)
        if high:
            coder.encode(rest >> BITS_AT_ONCE, _make_uniform(1 << high))
        low = bits - high
        coder.encode(rest & ((1 << low) - 1), _make_uniform(1 << low))


def _take_bits(coder: Any, count: int, bits: int) -> Values:
    if not count:
        return np.zeros(0, np.int32)
    high = max(bits - BITS_AT_ONCE, 0)
    above = coder.decode(_make_uniform(1 << high), count) if high else np.zeros(count, np.int32)
    low: Values = coder.decode(_make_uniform(1 << (bits - high)), count)
    return (above << BITS_AT_ONCE) + low


_make_uniform: Callable[[int], Any] = constriction.stream.model.Uniform
