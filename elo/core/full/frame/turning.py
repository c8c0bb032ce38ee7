"""Numbers of one source turned into a basis of its own, and back, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from elo.core.full.compiling import compiled
from elo.core.types import FloatArray, IntArray


@compiled
def find_block(
    starts: IntArray, basis_start: IntArray, basis: NDArray[np.float32], source: int
) -> tuple[int, int, NDArray[np.float32]]:
    """First number of a source and of the next one, and its eigenvectors in columns."""
    start, stop = starts[source], starts[source + 1]
    size = stop - start
    flat = basis[basis_start[source] :][: size * size]
    return start, stop, flat.reshape(size, size)


@compiled
def turn(basis: NDArray[np.floating], by_row: FloatArray, along: FloatArray) -> None:
    """Write the transpose of a matrix times numbers, one a row, into ``along``."""
    along[:] = 0
    for row in range(len(by_row)):
        for column in range(len(along)):
            along[column] += basis[row, column] * by_row[row]


@compiled
def turn_back(basis: NDArray[np.floating], along: FloatArray, by_row: FloatArray) -> None:
    """Write a matrix times numbers, one a column, into ``by_row``."""
    for row in range(len(by_row)):
        total = 0.0
        for column in range(len(along)):
            total += basis[row, column] * along[column]
        by_row[row] = total
