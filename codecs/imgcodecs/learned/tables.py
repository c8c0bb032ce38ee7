"""Whole-number probabilities of symbols, made once at export and then part of the weights.

Made anew on each machine, a last digit of its exponential function could tip a count, and a file
would not decode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.learned.sigma import LEAST_SIGMA, SIGMAS, STEP

TOTAL = 2**24  # what the counts of one table add up to, as the entropy coder has it
LEAST_TAIL = 2.0**-20  # symbols further out share one escape


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of the symbols -reach .. reach, then of the escape; they add up to 2^24."""

    reach: int
    counts: NDArray[np.int32]  # (2 * reach + 2,)


def make_table(index: int) -> Table:
    """Count the symbols at one of the 64 scales."""
    sigma = LEAST_SIGMA * np.exp(index * STEP)
    reach = int(np.ceil(-sigma * np.log(LEAST_TAIL)))
    edges = np.arange(-reach, reach + 2) - 0.5
    inside = np.diff(1 / (1 + np.exp(-edges / sigma)))
    chances = np.append(inside, 2 / (1 + np.exp((reach + 0.5) / sigma)))
    counts = np.maximum(np.rint(chances * TOTAL), 1).astype(np.int32)
    counts[reach] += TOTAL - counts.sum()  # the commonest symbol takes what rounding left
    return Table(reach, counts)


def pack_tables() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Reaches, shape (64,), and the counts of all tables behind one another."""
    tables = [make_table(index) for index in range(SIGMAS)]
    reaches = np.array([table.reach for table in tables], np.int32)
    return reaches, np.concatenate([table.counts for table in tables])


def unpack_tables(reaches: NDArray[np.int32], counts: NDArray[np.int32]) -> tuple[Table, ...]:
    """Undo ``pack_tables``; ValueError unless every table is whole."""
    ends = np.cumsum(2 * reaches.astype(np.int64) + 2)
    if reaches.shape != (SIGMAS,) or reaches.min() < 1 or ends[-1] != len(counts):
        raise ValueError(f"expected {SIGMAS} tables of symbols, got {counts.shape[0]} counts")
    parts = np.split(counts, ends[:-1])
    if any(part.min() < 1 or part.sum() != TOTAL for part in parts):
        raise ValueError("a table of symbols does not add up to 2^24")
    return tuple(Table(int(reach), part) for reach, part in zip(reaches, parts, strict=True))
