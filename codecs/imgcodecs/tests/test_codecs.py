from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.adapters import ffmpeg
from imgcodecs.adapters.framing import Frame, pack_frame, unpack_frame
from imgcodecs.cli.main import run
from imgcodecs.errors import CodecError
from imgcodecs.harness import code_image, read_cpu_s
from imgcodecs.metrics import psnr_db
from imgcodecs.registry import CODECS, describe_codecs, load_codec, parse_codec
from imgcodecs.sources import read_image
from imgcodecs.tests.pictures import open_photograph, save_photograph
from imgcodecs.tests.quick import QUICK, every_codec, load_quick, quality_at
from imgcodecs.types import QualityRange

SHAPES = ((64, 96), (1, 1), (3, 5), (7, 7), (1, 40), (40, 1), (439, 31))
# What a side of 20,000 pixels meets, where it is not simply coded.
TOO_WIDE = {"webp": "16383"}
TOO_TALL = {"webp": "16383", "av1": "at most 65536x16384", "av1-444": "at most 65536x16384"}


@pytest.mark.parametrize("shape", SHAPES)
@every_codec
def test_round_trip_keeps_shape_and_type(name: str, shape: tuple[int, int]) -> None:
    image = np.resize(open_photograph(height=min(shape[0], 300), width=shape[1]), (*shape, 3))
    codec = load_quick(name)
    coded = code_image(codec, image, quality_at(codec, 0.75))
    assert coded.decoded.shape == image.shape
    assert coded.decoded.dtype == np.uint8
    assert coded.bpp == len(coded.data) * 8 / (shape[0] * shape[1])
    assert psnr_db(image, coded.decoded) > 26


@every_codec
def test_quality_orders_size_and_fidelity(name: str) -> None:
    image = open_photograph(height=96, width=128)
    codec = load_quick(name)
    low, high = (code_image(codec, image, quality_at(codec, share)) for share in (0.3, 0.8))
    assert low.bpp < high.bpp
    assert psnr_db(image, low.decoded) < psnr_db(image, high.decoded)


@every_codec
def test_every_end_of_the_range_works(name: str) -> None:
    image = open_photograph(height=40, width=56)
    codec = load_quick(name)
    sizes = [len(code_image(codec, image, quality_at(codec, share)).data) for share in (0, 1)]
    assert sizes[0] < sizes[1]


@every_codec
def test_the_same_image_gives_the_same_bytes(name: str) -> None:
    image = open_photograph(height=64, width=64)
    codec = load_quick(name)
    quality = quality_at(codec, 0.5)
    assert codec.encode(image, quality) == codec.encode(image, quality)


@pytest.mark.parametrize(("shape", "limits"), [((16, 20000), TOO_WIDE), ((20000, 16), TOO_TALL)])
@every_codec
def test_a_side_of_20000_pixels_works_or_is_refused(
    name: str, shape: tuple[int, int], limits: dict[str, str]
) -> None:
    image = np.broadcast_to(np.uint8([[[90, 120, 60]]]), (*shape, 3))
    codec = load_quick(name)
    if name not in limits:
        assert psnr_db(image, code_image(codec, image, quality_at(codec, 0.6)).decoded) > 30
        return
    with pytest.raises(CodecError, match=f"^{name}: cannot encode .*{limits[name]}") as caught:
        codec.encode(image, quality_at(codec, 0.6))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", sorted(set(CODECS) - {"jxl"}))
def test_limits_on_a_side_are_named(name: str) -> None:
    image = np.zeros((8, 70000, 3), np.uint8)
    codec = load_quick(name)
    with pytest.raises(CodecError, match=f"^{name}: cannot encode 70000x8 pixels: .+"):
        codec.encode(image, quality_at(codec, 0.5))


@every_codec
def test_noise_at_the_highest_quality_works_or_is_refused(name: str) -> None:
    """More bits than any photograph: VVC's way through ffmpeg ends at 8 a pixel."""
    image = np.random.default_rng(4).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    codec = load_quick(name)
    if name == "vvc":
        with pytest.raises(CodecError, match="^vvc: cannot encode at QP 0: .* 8 bits a pixel$"):
            codec.encode(image, codec.quality.best)
    else:
        assert psnr_db(image, code_image(codec, image, codec.quality.best).decoded) > 10


@pytest.mark.parametrize(
    "chosen",
    ["webp", "jxl:effort=8", "heic", "av1:cpu_used=4", "av1-444:cpu_used=5", "vvc:preset=fast"],
)
def test_an_encode_keeps_to_one_thread(chosen: str) -> None:
    """Work fans out over images; and times of encoders that share no core can be compared."""
    image = open_photograph()
    codec = parse_codec(chosen)
    began_s, began_cpu_s = time.perf_counter(), read_cpu_s()
    codec.encode(image, quality_at(codec, 0.6))
    cpu_s = read_cpu_s() - began_cpu_s
    assert cpu_s > 0.01
    assert cpu_s < 1.15 * (time.perf_counter() - began_s) + 0.05


@every_codec
def test_it_runs_from_the_command_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = save_photograph(tmp_path / "photo.png", height=48, width=64)
    codec = load_quick(name)
    settings = ",".join(f"{option}={value}" for option, value in QUICK.get(name, {}).items())
    chosen = ["--codec", f"{name}:{settings}" if settings else name]
    stream, png = tmp_path / f"photo.{codec.suffix}", tmp_path / "decoded.png"
    quality = f"{quality_at(codec, 0.7):g}"
    assert run(["encode", str(source), *chosen, "--quality", quality, "--out", str(stream)]) == 0
    assert run(["decode", str(stream), *chosen, "--out", str(png)]) == 0
    assert f"{stream.stat().st_size} bytes" in capsys.readouterr().out
    assert psnr_db(read_image(source), read_image(png)) > 26


def test_frame_header_is_pinned() -> None:
    frame = Frame(height=439, width=720, stream=b"rest")
    assert pack_frame(frame) == b"\x01\xd0\x05\xb7\x03rest"
    assert unpack_frame(pack_frame(frame)) == frame


def test_it_names_unknown_codecs_and_settings() -> None:
    with pytest.raises(ValueError, match="unknown codec 'jpg', expected one of"):
        load_codec("jpg")
    with pytest.raises(ValueError, match="vvc has no option 'speed', expected one of"):
        load_codec("vvc", speed=1)
    with pytest.raises(ValueError, match="cpu_used must be a number"):
        parse_codec("av1:cpu_used=fast")


@pytest.mark.parametrize(
    "wrong",
    [
        *("jpeg:chroma=422", "webp:method=7", "jxl:effort=0", "heic:preset=quick"),
        *("heic:tune=looks", "av1:cpu_used=9", "av1-444:tune=looks", "vvc:preset=quick"),
    ],
)
def test_a_setting_an_encoder_does_not_have_is_refused(wrong: str) -> None:
    name, option = wrong.split("=")[0].split(":")
    with pytest.raises(ValueError, match=f"^{name}: {option} must be .*, got "):
        parse_codec(wrong)


def test_settings_can_be_given_as_text() -> None:
    assert parse_codec("av1:cpu_used=6").options == {"cpu_used": 6, "tune": "ssim"}
    assert parse_codec("jpeg:chroma=444").options == {"chroma": "444"}


@pytest.mark.parametrize(
    ("name", "library"),
    [
        *(("jpeg", "libjpeg-turbo"), ("webp", "libwebp"), ("jxl", "libjxl"), ("heic", "x265")),
        *(("av1", "libaom"), ("av1-444", "libaom"), ("vvc", "vvenc")),
    ],
)
def test_the_version_is_the_librarys(name: str, library: str) -> None:
    version = load_quick(name).version
    assert version.startswith(f"{library} ") and " in " in version
    assert version.split(" ")[1][0].isdecimal()


def test_an_ffmpeg_that_says_no_version_is_named_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ffmpeg._read_library.cache_clear()
    monkeypatch.setitem(ffmpeg.LIBRARIES, "libvvenc", ("vvenc", ffmpeg.re.compile("(?!)")))
    assert load_codec("vvc").version.startswith("libvvenc in ffmpeg ")
    ffmpeg._read_library.cache_clear()


def describe_anew() -> None:
    for cached in (ffmpeg._read_library, ffmpeg._read_version, ffmpeg._list_encoders):
        cached.cache_clear()
    describe_codecs()


def test_the_list_is_quick_and_complete(expect_quick: Callable[..., float]) -> None:
    expect_quick(describe_anew, limit_s=1.5)  # 0.2 s on a quiet machine
    rows = {row.name: row for row in describe_codecs()}
    for name in CODECS:
        assert rows[name].runnable and rows[name].version, rows[name].reason
        assert rows[name].label == CODECS[name][0] == load_codec(name).label


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


@every_codec
def test_qualities_are_plain_numbers(name: str) -> None:
    """They stand in manifests and in the keys of the cache: 30.2, not 30.200000000000003."""
    quality = load_quick(name).quality
    for index in range(quality.steps):
        assert len(f"{quality.value_at(index)!r}") <= 6
        assert quality.check(quality.value_at(index)) == quality.value_at(index)


def test_harness_refuses_what_is_not_an_image() -> None:
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(ValueError, match="an image must be uint8"):
            code_image(load_codec("jpeg"), wrong, 50)
