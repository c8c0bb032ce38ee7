from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.adapters import ffmpeg
from imgcodecs.adapters.framing import Frame, pack_frame, unpack_frame
from imgcodecs.errors import CodecError
from imgcodecs.harness import code_image
from imgcodecs.metrics import psnr_db
from imgcodecs.registry import CODECS, describe_codecs, load_codec, parse_codec
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.types import Codec, QualityRange

FAST = {"av1": {"cpu_used": 8}, "vvc": {"preset": "faster"}}
SHAPES = ((64, 96), (1, 1), (2, 2), (17, 33), (1, 40), (40, 1), (75, 64))


def load_fast(name: str) -> Codec:
    codec = load_codec(name, **FAST.get(name, {}))
    try:
        assert codec.version
    except CodecError as error:
        pytest.skip(str(error))
    return codec


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CODECS)
def test_round_trip_keeps_shape_and_type(name: str, shape: tuple[int, int]) -> None:
    image = open_photograph(height=shape[0], width=shape[1])
    codec = load_fast(name)
    middle = codec.quality.value_at(codec.quality.steps * 3 // 4)
    coded = code_image(codec, image, middle)
    assert coded.decoded.shape == image.shape
    assert coded.decoded.dtype == np.uint8
    assert coded.bpp == len(coded.data) * 8 / (shape[0] * shape[1])
    assert psnr_db(image, coded.decoded) > 26


@pytest.mark.parametrize("picture", ["chelsea.png", "astronaut.png"])
@pytest.mark.parametrize("name", CODECS)
def test_it_keeps_colour_at_its_highest_quality(name: str, picture: str) -> None:
    image = open_photograph(picture, height=211, width=255)
    codec = load_fast(name)
    decoded = code_image(codec, image, codec.quality.best).decoded
    shift = np.mean(decoded.astype(float) - image, axis=(0, 1))
    assert psnr_db(image, decoded) >= 40
    assert np.abs(shift).max() < 0.5


def test_it_keeps_colour_better_without_chroma_subsampling() -> None:
    image = open_photograph("astronaut.png", height=200, width=200)
    assert psnr_db(image, code_image(load_codec("jpeg", chroma="444"), image, 100).decoded) >= 48


@pytest.mark.parametrize("name", CODECS)
def test_grey_stays_grey(name: str) -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 32, axis=0)
    image = np.repeat(ramp, 3, axis=2)
    codec = load_fast(name)
    decoded = code_image(codec, image, codec.quality.best).decoded.astype(int)
    assert np.ptp(decoded, axis=2).max() <= 1
    assert np.abs(decoded - image).max() <= 2


@pytest.mark.parametrize("name", CODECS)
def test_quality_orders_size_and_fidelity(name: str) -> None:
    image = open_photograph(height=96, width=128)
    codec = load_fast(name)
    steps = [codec.quality.value_at(round(codec.quality.steps * share)) for share in (0.3, 0.8)]
    low, high = (code_image(codec, image, quality) for quality in steps)
    assert low.bpp < high.bpp
    assert psnr_db(image, low.decoded) < psnr_db(image, high.decoded)


@pytest.mark.parametrize("name", CODECS)
def test_the_same_image_gives_the_same_bytes(name: str) -> None:
    image = open_photograph(height=64, width=64)
    codec = load_fast(name)
    quality = codec.quality.value_at(codec.quality.steps // 2)
    assert codec.encode(image, quality) == codec.encode(image, quality)


@pytest.mark.parametrize("data", [b"", b"\x01", b"nonsense", b"\x01\x20\x20" + bytes(50)])
@pytest.mark.parametrize("name", CODECS)
def test_it_refuses_a_broken_stream(name: str, data: bytes) -> None:
    with pytest.raises(CodecError, match=f"^{name}: "):
        load_fast(name).decode(data)


@pytest.mark.parametrize(("name", "container"), [("av1", "obu"), ("vvc", "vvc")])
def test_a_player_that_reads_the_stream_sees_the_same_colours(
    name: str, container: str, tmp_path: Path
) -> None:
    image = open_photograph(height=128, width=128)
    codec = load_fast(name)
    data = codec.encode(image, codec.quality.best)
    (tmp_path / "stream").write_bytes(unpack_frame(data).stream)
    argv = [ffmpeg.find_ffmpeg(name), "-v", "error", "-f", container, "-i", "stream"]
    argv += ["-sws_flags", "bicubic+accurate_rnd+full_chroma_int"]
    argv += ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    played = subprocess.run(argv, cwd=tmp_path, capture_output=True, check=True).stdout
    seen = np.frombuffer(played, np.uint8).reshape(image.shape)
    assert np.abs(np.mean(seen.astype(float) - image, axis=(0, 1))).max() < 1
    assert psnr_db(image, seen) > 40


def test_frame_header_is_pinned() -> None:
    frame = Frame(height=439, width=720, stream=b"rest")
    assert pack_frame(frame) == b"\x01\xd0\x05\xb7\x03rest"
    assert unpack_frame(pack_frame(frame)) == frame


def test_it_names_unknown_codecs_and_settings() -> None:
    with pytest.raises(ValueError, match="unknown codec 'jpg', expected one of"):
        load_codec("jpg")
    with pytest.raises(ValueError, match="vvc has no option 'speed', expected one of"):
        load_codec("vvc", speed=1)
    with pytest.raises(ValueError, match="preset must be one of"):
        parse_codec("vvc:preset=quick")
    with pytest.raises(ValueError, match="cpu_used must be a number"):
        parse_codec("av1:cpu_used=fast")


def test_settings_can_be_given_as_text() -> None:
    assert parse_codec("av1:cpu_used=6").options == {"cpu_used": 6, "tune": "ssim"}
    assert parse_codec("jpeg:chroma=444").options == {"chroma": "444"}


def test_the_list_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")
    rows = {row.name: row for row in describe_codecs()}
    assert set(rows) >= set(CODECS)
    assert rows["jpeg"].runnable
    assert not rows["vvc"].runnable
    assert rows["vvc"].reason == "ffmpeg is not installed"


def test_quality_range_counts_from_the_smallest_file() -> None:
    quantiser = QualityRange(lowest=0, highest=63, step=1, higher_is_better=False)
    assert (quantiser.value_at(0), quantiser.value_at(63), quantiser.best) == (63, 0, 0)
    with pytest.raises(ValueError, match="from 0 to 63 in steps of 1, got 0.5"):
        quantiser.check(0.5)


def test_harness_refuses_what_is_not_an_image() -> None:
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(ValueError, match="an image must be uint8"):
            code_image(load_codec("jpeg"), wrong, 50)
