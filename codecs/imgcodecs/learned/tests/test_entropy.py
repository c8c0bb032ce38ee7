"""Scales, tables and the range coder."""

from __future__ import annotations

import zlib

import constriction
import numpy as np
import pytest
import torch

from imgcodecs.learned.entropy import MOST_SYMBOL, SymbolModels, SymbolReader, SymbolWriter
from imgcodecs.learned.escapes import MOST_BEYOND, put_escapes, take_escapes
from imgcodecs.learned.sigma import SIGMAS, count_bits, find_sigma
from imgcodecs.learned.tables import TOTAL, make_table, pack_tables, unpack_tables
from imgcodecs.learned.tests.making import estimate_symbols

MODELS = SymbolModels(unpack_tables(*pack_tables()))


def draw_symbols(indices: np.ndarray, *, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sigma = find_sigma(torch.from_numpy(indices.astype(np.float64))).numpy()
    return np.where(indices > 0, np.rint(rng.logistic(0, sigma)), 0).astype(np.int32)


def code(symbols: np.ndarray, indices: np.ndarray) -> np.ndarray:
    writer = SymbolWriter(MODELS)
    writer.put(symbols, indices)
    return writer.finish()


def test_bits_of_a_scale_are_those_of_its_table() -> None:
    for index in (0, 1, 17, 40, 63):
        table = make_table(index)
        assert table.counts.sum() == TOTAL and table.counts.min() >= 1
        symbols = torch.arange(-table.reach, table.reach + 1).double()
        bits = count_bits(symbols, find_sigma(torch.tensor(float(index), dtype=torch.float64)))
        chances = table.counts[:-1] / TOTAL
        likely = chances > 1e-4
        assert np.allclose(bits.numpy()[likely], -np.log2(chances[likely]), atol=2e-3)


def test_bits_stay_finite_with_gradients_far_out() -> None:
    symbols = torch.tensor([0.0, 0.3, -5000.0, 100.0], requires_grad=True)
    bits = count_bits(symbols, torch.tensor([0.05, 0.05, 0.05, 40.0]))
    bits.sum().backward()
    assert bits.isfinite().all() and (bits >= 0).all()
    assert symbols.grad.isfinite().all() and symbols.grad[2] < 0


def test_chances_add_up_to_one() -> None:
    symbols = torch.arange(-3000, 3001).double()
    for sigma in (0.05, 0.5, 40.0):
        total = torch.exp2(-count_bits(symbols, torch.tensor(sigma).double())).sum()
        assert float(total) == pytest.approx(1, abs=1e-9)


def test_a_symbol_not_sent_is_nearly_always_zero() -> None:
    table = make_table(0)
    assert table.counts[table.reach] / TOTAL > 0.9999


def test_tables_are_pinned() -> None:
    reaches, counts = pack_tables()
    assert (reaches[0], reaches[-1], len(counts)) == (1, 555, 11194)
    assert zlib.crc32(counts.astype("<i4").tobytes()) == 2636224762
    assert len(unpack_tables(reaches, counts)) == SIGMAS


def test_tables_that_are_not_whole_are_refused() -> None:
    reaches, counts = pack_tables()
    with pytest.raises(ValueError, match="expected 64 tables"):
        unpack_tables(reaches, counts[:-1])
    counts[3] += 1
    with pytest.raises(ValueError, match="does not add up"):
        unpack_tables(reaches, counts)


def test_symbols_come_back_and_take_what_was_estimated() -> None:
    rng = np.random.default_rng(5)
    indices = rng.integers(0, SIGMAS, (24, 40, 40)).astype(np.uint8)
    symbols = draw_symbols(indices, seed=6)
    words = code(symbols, indices)
    assert np.array_equal(SymbolReader(MODELS, words).take(indices), symbols)
    estimated = estimate_symbols(symbols, indices)
    assert 32 * len(words) == pytest.approx(estimated, rel=0.002, abs=64)


def test_values_far_outside_the_tables_escape() -> None:
    indices = np.array([1, 5, 5, 60, 63, 0, 2], np.uint8)
    symbols = np.array([MOST_SYMBOL, -MOST_SYMBOL, 0, 4000, -1, 0, -99], np.int32)
    assert np.array_equal(SymbolReader(MODELS, code(symbols, indices)).take(indices), symbols)


def test_escapes_take_few_bits_when_near_and_come_back_from_afar() -> None:
    beyond = np.array([0, 1, 2, 3, 4095, 4096, 8190, 8191, MOST_BEYOND], np.int32)
    negative = np.array([True, False] * 5)[: len(beyond)]
    coder = constriction.stream.queue.RangeEncoder()
    put_escapes(coder, beyond, negative)
    coder = constriction.stream.queue.RangeDecoder(coder.get_compressed())
    again = take_escapes(coder, len(beyond))
    assert np.array_equal(again[0], beyond) and np.array_equal(again[1], negative)
    indices = np.full(1000, 20, np.uint8)
    words = code(np.full(1000, make_table(20).reach + 1, np.int32), indices)
    assert 25.5 * 1000 < 32 * len(words) < 28 * 1000


def test_two_arrays_share_a_stream() -> None:
    first, second = np.full((2, 3), 20, np.uint8), np.full(5, 30, np.uint8)
    writer = SymbolWriter(MODELS)
    writer.put(draw_symbols(first, seed=1), first)
    writer.put(draw_symbols(second, seed=2), second)
    reader = SymbolReader(MODELS, writer.finish())
    assert np.array_equal(reader.take(first), draw_symbols(first, seed=1))
    assert np.array_equal(reader.take(second), draw_symbols(second, seed=2))


def test_nothing_to_send_takes_no_words() -> None:
    indices = np.zeros((3, 3), np.uint8)
    words = code(np.zeros((3, 3), np.int32), indices)
    assert len(words) == 0
    assert not SymbolReader(MODELS, words).take(indices).any()


def test_words_are_pinned() -> None:
    indices = np.array([10, 20, 30, 40, 50, 60, 40, 40], np.uint8)
    symbols = np.array([0, 1, -1, 2, -7, 30, 200, 0], np.int32)
    assert [f"{word:08x}" for word in code(symbols, indices)] == ["d1439247", "295bc3f2"]


def test_words_that_are_no_stream_are_refused_or_read() -> None:
    indices = np.full(2000, 30, np.uint8)
    refused = 0
    for seed in range(20):
        words = np.random.default_rng(seed).integers(0, 2**32, 50).astype(np.uint32)
        try:
            SymbolReader(MODELS, words).take(indices)
        except ValueError:
            refused += 1
    assert refused
