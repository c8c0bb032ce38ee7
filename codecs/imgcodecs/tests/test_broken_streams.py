from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from imgcodecs.adapters import frames, pillow
from imgcodecs.adapters.framing import Frame, pack_frame, unpack_frame
from imgcodecs.errors import CodecError
from imgcodecs.registry import CODECS
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.tests.quick import PROGRAMS, every_codec, load_quick, quality_at
from imgcodecs.types import Codec

HEIGHT, WIDTH = 72, 96


@pytest.fixture(scope="module")
def streams() -> dict[str, bytes]:
    image = open_photograph(height=HEIGHT, width=WIDTH)
    codecs = [load_quick(name) for name in CODECS]
    return {codec.name: codec.encode(image, quality_at(codec, 0.5)) for codec in codecs}


def refuse(codec: Codec, data: bytes) -> None:
    with pytest.raises(CodecError, match=f"^{codec.name}: ") as caught:
        codec.decode(data)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("data", [b"", b"\x01", b"nonsense", b"\x01\x20\x20" + bytes(50)])
@every_codec
def test_it_refuses_what_is_no_stream(name: str, data: bytes) -> None:
    refuse(load_quick(name), data)


@every_codec
def test_it_refuses_a_stream_cut_short(name: str, streams: dict[str, bytes]) -> None:
    data, codec = streams[name], load_quick(name)
    shares = (0.1, 0.6, 0.95) if name in PROGRAMS else np.arange(20) / 20
    for end in [*(int(len(data) * share) for share in shares), len(data) - 2]:
        refuse(codec, data[:end])


@every_codec
def test_it_refuses_the_streams_of_others(name: str, streams: dict[str, bytes]) -> None:
    codec = load_quick(name)
    for other, data in streams.items():
        if other != name:
            refuse(codec, data)


@every_codec
def test_a_wrong_bit_gives_an_error_or_an_image(name: str, streams: dict[str, bytes]) -> None:
    """Coders of this kind carry no check sum: some wrong bits just give another picture."""
    codec, rng = load_quick(name), np.random.default_rng(7)
    image_or_error = 0
    for _ in range(12 if name in PROGRAMS else 150):
        data = bytearray(streams[name])
        data[rng.integers(min(len(data), 400))] ^= 1 << rng.integers(8)
        try:
            image = codec.decode(bytes(data))
        except CodecError as error:
            assert "\n" not in str(error)
        else:
            assert image.dtype == np.uint8 and image.ndim == 3 and image.shape[2] == 3
        image_or_error += 1
    assert image_or_error


def test_a_claim_of_a_huge_image_is_refused_before_memory_is_taken(
    streams: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pillow, "MAX_PIXELS", HEIGHT * WIDTH - 1)
    for name in ("jpeg", "webp"):
        with pytest.raises(CodecError, match=f"it claims {WIDTH}x{HEIGHT} pixels"):
            load_quick(name).decode(streams[name])
    huge = b"\xff\x0a" + (0b11 << 1 | (2**30 - 1) << 3 | 1 << 33).to_bytes(10, "little")
    with pytest.raises(CodecError, match="it claims 1073741824x1073741824 pixels"):
        load_quick("jxl").decode(huge + bytes(20))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_header_of_another_size_is_refused(name: str, streams: dict[str, bytes]) -> None:
    stream = unpack_frame(streams[name]).stream
    for height, width in ((HEIGHT + 32, WIDTH), (9, 9), (60000, 60000)):
        data = pack_frame(Frame(height=height, width=width, stream=stream))
        with pytest.raises(CodecError, match="the stream holds another size"):
            load_quick(name).decode(data)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_stream_larger_than_its_header_says_is_not_decoded(name: str) -> None:
    codec = load_quick(name)
    image = np.zeros((600, 700, 3), np.uint8)
    stream = unpack_frame(codec.encode(image, quality_at(codec, 0.1))).stream
    with pytest.raises(CodecError, match="ended with status"):
        codec.decode(pack_frame(Frame(height=HEIGHT, width=WIDTH, stream=stream)))


def test_decoding_has_a_time_limit(
    streams: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codec, endless = load_quick("av1"), tmp_path / "ffmpeg"
    endless.write_text("#!/bin/sh\nexec sleep 600\n")
    endless.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(endless))
    monkeypatch.setattr(frames, "DECODE_LIMIT_S", 0.1)
    with pytest.raises(CodecError, match="av1: .* took more than 0.1 s"):
        codec.decode(streams["av1"])
