"""docs/pico-style.md says what the code does."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from imgcodecs.cli import main as codecs_main
from imgcodecs.learned.cli import main as learned_main
from imgcodecs.learned.config import CONFIGS
from imgcodecs.learned.counting import count_model
from imgcodecs.learned.header import FIXED, MAGIC, MOST_SIDE, VERSION
from imgcodecs.sources import MAX_PIXELS

COMMAND = re.compile(r"^python -m (imgcodecs(?:\.learned)?) (.+)$", re.MULTILINE)
DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "pico-style.md"


def list_commands() -> list[tuple[str, str]]:
    pages = (DOCUMENT, DOCUMENT.with_name("pico-style-training.md"))
    return [found for page in pages for found in COMMAND.findall(page.read_text())]


@pytest.mark.parametrize(("module", "line"), list_commands())
def test_the_commands_take_what_the_pages_give_them(module: str, line: str) -> None:
    main = learned_main if module.endswith("learned") else codecs_main
    arguments = main._make_parser().parse_args(shlex.split(line, comments=True))
    assert isinstance(arguments, argparse.Namespace)


def test_the_pages_show_every_command_of_a_codecs_life() -> None:
    shown = {line.split()[0] for _, line in list_commands()}
    assert shown >= {"encode", "decode", "ladder", "gather", "train", "export", "evaluate"}
    assert "weights/tiny.safetensors" not in " ".join(line for _, line in list_commands())


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
