"""docs/pico-style.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgcodecs.learned.config import CONFIGS
from imgcodecs.learned.counting import count_model
from imgcodecs.learned.header import FIXED, MAGIC, MOST_SIDE, VERSION
from imgcodecs.sources import MAX_PIXELS

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "pico-style.md"


@pytest.mark.parametrize("column", [1, 2])
def test_the_sizes_of_the_models_are_those_counted(column: int) -> None:
    name = ("tiny", "paper")[column - 1]
    counts = {count.part: count for count in count_model(CONFIGS[name])}
    rows = {
        cells[1].strip(): cells[column + 1]
        for cells in (line.split("|") for line in DOCUMENT.read_text().splitlines())
        if len(cells) == 5
    }
    own = counts["encoder's own"].parameters
    expected = {
        "parameters on the encoder's side alone (g_a, h_a)": f"{own / 1e6:.2f} M",
        "parameters of the decoder": f"{counts['decoder'].parameters / 1e6:.2f} M",
        "kMAC a pixel to encode, hyper decoders included": (
            f"{counts['to encode'].kmac_per_pixel:.2f}"
        ),
        "kMAC a pixel to decode": f"{counts['to decode'].kmac_per_pixel:.2f}",
    }
    for part, value in expected.items():
        assert rows[part].strip().startswith(value), part


def test_the_header_is_as_described() -> None:
    text = DOCUMENT.read_text()
    assert f"magic: {MAGIC.hex(' ').upper()}" in text
    assert f"version: {VERSION} |" in text
    assert f"1 to {MOST_SIDE} pixels" in text and f"at most {MAX_PIXELS:,}" in text
    assert FIXED.size == 4 + 1 + 2 + 2 + 1 + 8
