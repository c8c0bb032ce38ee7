"""The codec behind its door, with an untrained model."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imgcodecs.errors import CodecError
from imgcodecs.harness import code_image
from imgcodecs.learned import codec as codec_module
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.coding import (
    analyse_tiles,
    encode_image,
    pack_tile,
    read_tiles,
    unpack_tile,
)
from imgcodecs.learned.engine import Engine
from imgcodecs.learned.header import Header, unpack_file
from imgcodecs.learned.tests.making import estimate_bits, make_engine, make_picture, write_weights
from imgcodecs.registry import describe_codecs, parse_codec

MODEL_ID = bytes(8)


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> PicoStyle:
    return PicoStyle(weights=str(write_weights(tmp_path_factory.mktemp("weights"))))


def check_latents(engine: Engine, height: int, width: int, level: int) -> None:
    """What the decoder reads is what the encoder meant."""
    picture = make_picture(height, width, seed=height + width)
    header = Header(height, width, level, MODEL_ID)
    data = encode_image(engine, picture, header)
    again, payloads = unpack_file(data)
    meant = list(analyse_tiles(engine, picture, level))
    read = list(read_tiles(engine, again, payloads))
    for ours, theirs in zip(meant, read, strict=True):
        assert np.array_equal(ours.z, theirs.z) and np.array_equal(ours.y, theirs.y)
        assert np.array_equal(ours.y_indices, theirs.y_indices)
    first = next(iter(read_tiles(engine, again, payloads)))
    assert engine.dequantise(first, level).isfinite().all()


@settings(max_examples=5, derandomize=True)
@given(st.integers(1, 150), st.integers(1, 150), st.integers(0, 100))
@example(1, 1, 0)
@example(1, 513, 100)
@example(64, 56, 50)
def test_every_size_comes_back_exactly(height: int, width: int, level: int) -> None:
    check_latents(make_engine(wider=0.0), height, width, level)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.integers(1, 1100), st.integers(1, 700), st.integers(0, 100))
def test_every_size_up_to_1100x700_comes_back_exactly(height: int, width: int, level: int) -> None:
    check_latents(make_engine(wider=0.0), height, width, level)


def test_many_tiles_come_back_exactly() -> None:
    check_latents(make_engine(), 560, 530, 60)


@pytest.mark.parametrize("level", [0, 20, 40])
def test_the_file_is_as_long_as_estimated(level: int) -> None:
    engine, picture = make_engine(), make_picture(300, 520)
    data = encode_image(engine, picture, Header(300, 520, level, MODEL_ID))
    estimated = sum(estimate_bits(tile) for tile in analyse_tiles(engine, picture, level)) / 8
    assert abs(len(data) - estimated) < 0.01 * estimated + 100


def test_it_works_as_every_codec_does(codec: PicoStyle) -> None:
    picture = make_picture(70, 90)
    low, high = (code_image(codec, picture, quality) for quality in (0, 100))
    assert low.bpp < high.bpp
    assert np.abs(high.decoded.astype(int) - picture).mean() < 20
    chosen = parse_codec(f"pico-style:threads=2,weights={codec.weights}")
    assert chosen.options == {"threads": 2, "weights": codec.weights}
    assert chosen.version == codec.version
    with pytest.raises(ValueError, match="pico-style: quality must be from 0 to 100"):
        code_image(codec, picture, 101)


def test_threads_change_no_byte_and_are_put_back(codec: PicoStyle) -> None:
    before = torch.get_num_threads()
    picture = make_picture(8, 520)
    data = PicoStyle(threads=2, weights=codec.weights).encode(picture, 50)
    assert torch.get_num_threads() == before
    assert data == codec.encode(picture, 50)
    with pytest.raises(ValueError, match="threads must be from 1 to 64, got 0"):
        PicoStyle(threads=0)


DIGEST = """
import sys, zlib
from pathlib import Path
import torch
from imgcodecs.learned.coding import read_tiles
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.header import unpack_file

torch.set_num_threads(int(sys.argv[1]))
header, payloads = unpack_file(Path(sys.argv[2]).read_bytes())
engine = PicoStyle(weights=sys.argv[3])._engine
for latents in read_tiles(engine, header, payloads):
    print(zlib.crc32(latents.z.tobytes()), zlib.crc32(latents.y.tobytes()))
"""


def test_processes_with_other_threads_read_the_same_latents(
    codec: PicoStyle, tmp_path: Path
) -> None:
    path = tmp_path / "picture.pso"
    path.write_bytes(PicoStyle(threads=2, weights=codec.weights).encode(make_picture(90, 600), 50))
    read = [
        subprocess.run(
            [sys.executable, "-c", DIGEST, threads, str(path), codec.weights],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for threads in ("1", "3")
    ]
    assert read[0] == read[1]
    assert len(read[0].splitlines()) == 2


def test_every_wrong_byte_of_a_file_is_noticed(codec: PicoStyle) -> None:
    data, rng = codec.encode(make_picture(5, 7), 0), np.random.default_rng(1)
    for place in range(len(data)):
        wrong = bytearray(data)
        wrong[place] ^= 1 << rng.integers(8)
        with pytest.raises(CodecError, match="^pico-style: cannot decode: ") as caught:
            codec.decode(bytes(wrong))
        assert "\n" not in str(caught.value)


def test_every_cut_is_noticed(codec: PicoStyle) -> None:
    data = codec.encode(make_picture(20, 30), 30)
    for end in range(0, len(data), 7):
        with pytest.raises(CodecError, match="cut short|not a PICO-style file"):
            codec.decode(data[:end])


def test_hyper_latents_out_of_range_are_refused() -> None:
    engine, picture = make_engine(), make_picture(9, 9)
    latents = next(analyse_tiles(engine, picture, 50))
    z = latents.z.copy()
    z[0, 0, 0] = 128
    payload = pack_tile(engine, replace(latents, z=z))
    with pytest.raises(ValueError, match="its hyper latents are out of range"):
        unpack_tile(engine, payload, (64, 64), 50)


def test_tiles_that_change_places_are_refused(codec: PicoStyle) -> None:
    """Each is whole and as long as the other, so that only the sum of the whole file can tell."""
    left = make_picture(24, 504)
    data = codec.encode(np.concatenate([left, np.roll(left, 3, axis=1)], axis=1), 30)
    _, (first, second) = unpack_file(data)
    assert first != second and len(first) == len(second)
    for body in (second + first, first + first):
        with pytest.raises(CodecError, match="the file is damaged: its check sum does not agree"):
            codec.decode(data[: -len(body)] + body)


def test_another_models_file_is_refused(codec: PicoStyle, tmp_path: Path) -> None:
    other = PicoStyle(weights=str(write_weights(tmp_path, seed=1)))
    data = other.encode(make_picture(8, 8), 50)
    with pytest.raises(CodecError, match="made with model [0-9a-f]{16}, the weights here are of"):
        codec.decode(data)
    assert other.version != codec.version


def test_too_large_a_picture_is_refused(codec: PicoStyle) -> None:
    wide = np.broadcast_to(np.uint8(7), (1, 70000, 3))
    with pytest.raises(CodecError, match="cannot encode 70000x1 pixels: a side must be"):
        codec.encode(wide, 50)


def test_without_weights_it_is_listed_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(codec_module, "SHIPPED", tmp_path / "none.safetensors")
    row = next(row for row in describe_codecs() if row.name == "pico-style")
    assert not row.runnable and row.label == "PICO-style (ours)"
    assert row.reason.startswith("the weights that are shipped with it are missing; train others: ")
    with pytest.raises(CodecError, match="there is no weights file elsewhere"):
        PicoStyle(weights="elsewhere").encode(make_picture(8, 8), 50)


def test_its_description_does_not_load_torch() -> None:
    modules = "imgcodecs.learned.codec, imgcodecs.learned.cli.main"
    code = (
        f"import {modules}, sys; from imgcodecs.registry import describe_codecs; describe_codecs();"
        "assert not {'torch', 'constriction', 'django'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
