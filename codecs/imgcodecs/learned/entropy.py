"""Symbols to 32-bit words and back, by constriction's range coder.

Symbols are coded scale by scale, from the second smallest scale to the largest, each scale's in
their own order; then the values of those that escaped. A symbol of the smallest scale is 0 in
99.99 % of cases: it is not sent, and is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import constriction
import numpy as np
from numpy.typing import NDArray

from imgcodecs.learned.escapes import put_escapes, take_escapes
from imgcodecs.learned.sigma import SIGMAS
from imgcodecs.learned.tables import TOTAL, Table

Symbols = NDArray[np.int32]
Indices = NDArray[np.uint8]  # of scales
Words = NDArray[np.uint32]
MOST_SYMBOL = 2**22  # either way; the escapes carry more


class SymbolModels:
    """The tables in the form the range coder takes them."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.reaches = [table.reach for table in tables]
        make = constriction.stream.model.Categorical
        self.models: list[Any] = [make(table.counts / TOTAL, perfect=False) for table in tables]


class SymbolWriter:
    """Codes arrays of symbols, one behind another."""

    def __init__(self, models: SymbolModels) -> None:
        self.models = models
        self.coder = constriction.stream.queue.RangeEncoder()

    def put(self, symbols: Symbols, indices: Indices) -> None:
        """Code an array, given the scale of each symbol; both of one shape."""
        flat = symbols.ravel()
        escaped, reaches = [flat[:0]], [flat[:0]]
        for index, places in split_by_scale(indices):
            part, reach = flat[places], self.models.reaches[index]
            far = np.abs(part) > reach
            escaped.append(part[far])
            reaches.append(np.full(int(far.sum()), reach, np.int32))
            self.coder.encode(np.where(far, reach + 1, part) + reach, self.models.models[index])
        values = np.concatenate(escaped)
        beyond = np.abs(values) - np.concatenate(reaches) - 1
        put_escapes(self.coder, beyond, values < 0)

    def finish(self) -> Words:
        """Return the words of all arrays."""
        words: Words = self.coder.get_compressed()
        return words


class SymbolReader:
    """Gives back the arrays that a SymbolWriter was given."""

    def __init__(self, models: SymbolModels, words: Words) -> None:
        self.models = models
        self.coder = constriction.stream.queue.RangeDecoder(words)

    def take(self, indices: Indices) -> Symbols:
        """Decode an array of the shape of ``indices``; ValueError on words that are no stream."""
        flat, escaped = np.zeros(indices.size, np.int32), [np.zeros(0, np.int64)]
        try:
            for index, places in split_by_scale(indices):
                reach = self.models.reaches[index]
                flat[places] = self.coder.decode(self.models.models[index], len(places)) - reach
                escaped.append(places[flat[places] > reach])
            self._take_escaped(flat, np.concatenate(escaped))
        except AssertionError as error:  # the range coder's way to say so
            raise ValueError("the symbols cannot be decoded") from error
        return flat.reshape(indices.shape)

    def _take_escaped(self, flat: Symbols, places: NDArray[np.int64]) -> None:
        beyond, negative = take_escapes(self.coder, len(places))
        # An escape stands in ``flat`` as reach + 1, where ``beyond`` begins.
        far = flat[places] + beyond
        flat[places] = np.where(negative, -far, far)


def split_by_scale(indices: Indices) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Places of the symbols of each scale but the smallest, in the order in which they are sent."""
    flat = indices.ravel()
    order = np.argsort(flat, kind="stable")
    ends = np.cumsum(np.bincount(flat, minlength=SIGMAS))
    for index in range(1, SIGMAS):
        if ends[index] > ends[index - 1]:
            yield index, order[ends[index - 1] : ends[index]]
