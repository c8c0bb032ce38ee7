"""The weights that are shipped: what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from imgcodecs.harness import code_image
from imgcodecs.learned.codec import SHIPPED, PicoStyle
from imgcodecs.learned.coding import analyse_tiles, read_tiles
from imgcodecs.learned.header import unpack_file
from imgcodecs.learned.tests.making import estimate_bits
from imgcodecs.metrics import psnr_db
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.types import Image


@pytest.fixture(scope="module")
def photograph() -> Image:
    return open_photograph("astronaut.png")


def test_they_are_small() -> None:
    assert SHIPPED.stat().st_size <= 8_000_000


def test_quality_orders_rates_and_fidelity(photograph: Image) -> None:
    coded = [code_image(PicoStyle(), photograph, quality) for quality in range(0, 101, 20)]
    rates = [one.bpp for one in coded]
    fidelities = [psnr_db(photograph, one.decoded) for one in coded]
    assert rates == sorted(rates) and fidelities == sorted(fidelities)
    assert rates[0] < 0.2 and rates[-1] > 1 and fidelities[-1] > 33


@pytest.mark.parametrize("level", [0, 30, 60, 100])
def test_files_are_as_long_as_estimated(photograph: Image, level: int) -> None:
    codec = PicoStyle()
    data, engine = codec.encode(photograph, level), codec._engine
    meant = list(analyse_tiles(engine, photograph, level))
    estimated_bytes = sum(estimate_bits(tile) for tile in meant) / 8
    assert abs(len(data) - estimated_bytes) < 0.01 * estimated_bytes + 100
    for ours, theirs in zip(meant, read_tiles(engine, *unpack_file(data)), strict=True):
        assert np.array_equal(ours.y, theirs.y) and np.array_equal(ours.z, theirs.z)


def test_colours_stay_where_they_are(photograph: Image) -> None:
    decoded = code_image(PicoStyle(), photograph, 100).decoded.astype(float)
    assert np.abs((decoded - photograph).mean((0, 1))).max() < 1


def test_no_tile_border_shows() -> None:
    """Across the border at 504 pixels the error steps no more than it does elsewhere."""
    whole = open_photograph("astronaut.png", height=512, width=512)
    error = code_image(PicoStyle(), whole, 60).decoded.astype(float) - whole
    steps = np.abs(np.diff(error.mean(2), axis=1)).mean(0)
    assert steps[503] < 2 * np.median(steps)


def test_the_finest_detail_is_lost_as_the_model_card_says() -> None:
    rows, columns = np.mgrid[:130, :130]
    board = np.repeat(((rows + columns) % 2 * 255).astype(np.uint8)[..., None], 3, axis=2)
    noise = np.random.default_rng(0).integers(0, 2, (130, 130)) * 255
    noise = np.repeat(noise.astype(np.uint8)[..., None], 3, axis=2)
    grey = code_image(PicoStyle(), board, 100).decoded.astype(float)
    assert np.abs(grey - 127.5)[16:-16, 16:-16].mean() < 12  # of 127.5
    lost = np.abs(code_image(PicoStyle(), noise, 100).decoded.astype(float) - noise).mean()
    assert 40 < lost < 45
