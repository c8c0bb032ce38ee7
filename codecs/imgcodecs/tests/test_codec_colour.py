from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from imgcodecs import colour
from imgcodecs.adapters import ffmpeg, frames
from imgcodecs.adapters.framing import unpack_frame
from imgcodecs.colour import Yuv
from imgcodecs.errors import CodecError
from imgcodecs.harness import code_image
from imgcodecs.metrics import psnr_db
from imgcodecs.sources import read_image
from imgcodecs.tests.colour_error import measure_colour
from imgcodecs.tests.pictures import SHARED, open_photograph
from imgcodecs.tests.quick import PROGRAMS, exact_codec, load_quick

LEAST_DB = {"420": 40, "444": 48}
FULL_CHROMA = {"jxl", "av1-444"}


def least_psnr_db(name: str) -> int:
    return LEAST_DB["444" if name in FULL_CHROMA else "420"]


@pytest.mark.parametrize("picture", ["chelsea.png", "astronaut.png"])
@exact_codec
def test_it_keeps_colour_at_its_highest_quality(name: str, picture: str) -> None:
    image = open_photograph(picture, height=211, width=255)
    codec = load_quick(name)
    error = measure_colour(image, code_image(codec, image, codec.quality.best).decoded)
    assert error.is_within(least_psnr_db=least_psnr_db(name)), error


def test_it_keeps_colour_better_without_chroma_subsampling() -> None:
    image = open_photograph("astronaut.png", height=200, width=200)
    decoded = code_image(load_quick("jpeg", chroma="444"), image, 100).decoded
    error = measure_colour(image, decoded)
    assert error.is_within(least_psnr_db=48), error


def test_ten_bits_of_full_chroma_carry_every_colour() -> None:
    """AV1 is lossless in YUV at crf 0; eight bits on the way would show."""
    image = np.random.default_rng(5).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    assert np.array_equal(code_image(load_quick("av1-444"), image, 0).decoded, image)


@pytest.mark.parametrize("name", PROGRAMS)
def test_real_photographs_lose_only_what_subsampling_takes(name: str) -> None:
    """Saturated edges fall to 30 dB by 4:2:0 alone; the coder adds next to nothing."""
    paths = sorted((SHARED / "cid22-originals").glob("*.png"))[:2]
    if not paths:
        pytest.skip("the photographs of CID22 are not here")
    codec = load_quick(name)
    chroma = "444" if name in FULL_CHROMA else "420"
    for image in (read_image(path)[100:355, 100:341] for path in paths):
        converted = colour.convert_to_rgb(colour.convert_to_yuv(image, chroma=chroma, depth=10))
        alone = measure_colour(image, converted)
        error = measure_colour(image, code_image(codec, image, codec.quality.best).decoded)
        assert error.psnr_db > min(alone.psnr_db, 48) - 0.5, (error, alone)
        assert error.mean_shift < alone.mean_shift + 0.1, (error, alone)


def convert_by_matrix(red: float, blue: float) -> Callable[[Yuv], np.ndarray]:
    def convert(yuv: Yuv) -> np.ndarray:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(colour, "RED", red)
            patch.setattr(colour, "BLUE", blue)
            patch.setattr(colour, "GREEN", 1 - red - blue)
            return colour.convert_to_rgb(yuv)

    return convert


def convert_sited(axis: int) -> Callable[[Yuv], np.ndarray]:
    """As if chroma lay half a pixel further down (axis 0) or right (axis 1) than it does."""
    double = colour.double

    def convert(yuv: Yuv) -> np.ndarray:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(colour, "double", lambda plane: move_half(double(plane)))
            return colour.convert_to_rgb(yuv)

    def move_half(plane: np.ndarray) -> np.ndarray:
        return (plane + np.roll(plane, 1, axis)) / 2

    return convert


WRONG: dict[str, Callable[[Yuv], np.ndarray]] = {
    "matrix of BT.601": convert_by_matrix(0.299, 0.114),
    "matrix of BT.2020": convert_by_matrix(0.2627, 0.0593),
    "limited range": lambda yuv: colour.convert_to_rgb(replace(yuv, full_range=False)),
    "eleven bits": lambda yuv: colour.convert_to_rgb(replace(yuv, depth=11)),
    "two bits lost": lambda yuv: colour.convert_to_rgb(
        replace(yuv, y=yuv.y >> 2 << 2, cb=yuv.cb >> 2 << 2, cr=yuv.cr >> 2 << 2)
    ),
    "chroma swapped": lambda yuv: colour.convert_to_rgb(replace(yuv, cb=yuv.cr, cr=yuv.cb)),
    "chroma sited in the centre": convert_sited(1),
    "chroma sited lower": convert_sited(0),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("picture", ["chelsea.png", "astronaut.png"])
def test_a_wrong_conversion_would_be_caught(
    wrong: str, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same measure on the same photographs fails once the decoder's side is mutated."""
    image = open_photograph(picture, height=210, width=254)
    codec = load_quick("av1")
    data = codec.encode(image, codec.quality.best)
    assert measure_colour(image, codec.decode(data)).is_within(least_psnr_db=40)
    monkeypatch.setattr(frames, "convert_to_rgb", WRONG[wrong])
    error = measure_colour(image, codec.decode(data))
    assert not error.is_within(least_psnr_db=40), error


@pytest.mark.parametrize("axis", [0, 1])
def test_the_measure_of_siting_is_in_pixels(axis: int) -> None:
    image = open_photograph(height=210, width=254)
    yuv = colour.convert_to_yuv(image, chroma="420", depth=10)
    assert measure_colour(image, colour.convert_to_rgb(yuv)).offset_px < 0.05
    moved = measure_colour(image, convert_sited(axis)(yuv))
    assert moved.offset_px == pytest.approx(0.5, abs=0.1)


@exact_codec
def test_grey_stays_grey(name: str) -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 32, axis=0)
    image = np.repeat(ramp, 3, axis=2)
    codec = load_quick(name)
    decoded = code_image(codec, image, codec.quality.best).decoded.astype(int)
    assert np.ptp(decoded, axis=2).max() <= 1
    assert np.abs(decoded - image).max() <= 2


@pytest.mark.parametrize(
    ("name", "container"),
    [("heic", "hevc"), ("av1", "obu"), ("av1-444", "obu"), ("vvc", "vvc")],
)
def test_a_player_that_reads_the_stream_sees_the_same_colours(
    name: str, container: str, tmp_path: Path
) -> None:
    image = open_photograph(height=128, width=128)
    codec = load_quick(name)
    data = codec.encode(image, codec.quality.best)
    (tmp_path / "stream").write_bytes(unpack_frame(data).stream)
    argv = [ffmpeg.find_ffmpeg(name), "-v", "error", "-f", container, "-i", "stream"]
    argv += ["-sws_flags", "bicubic+accurate_rnd+full_chroma_int"]
    argv += ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    played = subprocess.run(argv, cwd=tmp_path, capture_output=True, check=True).stdout
    seen = np.frombuffer(played, np.uint8).reshape(image.shape)
    assert np.abs(np.mean(seen.astype(float) - image, axis=(0, 1))).max() < 1
    assert psnr_db(image, seen) > 40


def test_ffmpeg_converts_nothing() -> None:
    """Planes of another kind than stated are refused, not converted in silence."""
    image = open_photograph(height=64, width=64)
    data = load_quick("av1-444").encode(image, 20)
    with pytest.raises(CodecError, match="av1: .*yuv444p10le"):
        load_quick("av1").decode(data)
