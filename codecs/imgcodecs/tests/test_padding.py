from __future__ import annotations

import base64
import io
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from playwright.sync_api import Browser

from imgcodecs.blind import chunk_names, level_files, png_bytes, publish_png, shown_path
from imgcodecs.padding import SLACK, pad_png, unpadded_length
from imgcodecs.png import read_chunks
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.types import Image

READ_PIXELS = """async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return Array.from(context.getImageData(0, 0, canvas.width, canvas.height).data);
}"""


def make_picture(height: int, width: int, seed: int, levels: int) -> Image:
    return np.random.default_rng(seed).integers(0, levels, (height, width, 3), np.uint8)


def decode_with_pillow(data: bytes) -> Image:
    with Pillow.open(io.BytesIO(data)) as opened:
        return np.asarray(opened)


def decode_with_ffmpeg(data: bytes, like: Image) -> Image:
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-xerror", "-f", "png_pipe", "-i", "-"]
    argv += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    done = subprocess.run(argv, input=data, capture_output=True, check=True, timeout=60)
    assert not done.stderr
    return np.frombuffer(done.stdout, np.uint8).reshape(like.shape)


PICTURES = st.builds(
    make_picture,
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 99),
    st.sampled_from([1, 2, 256]),
)


@given(PICTURES, st.integers(0, 30_000))
def test_any_length_from_the_slack_on_is_reached_exactly(image: Image, more: int) -> None:
    data = png_bytes(image)
    length = unpadded_length(data) + SLACK + more
    padded = pad_png(data, length)
    assert len(padded) == length
    assert np.array_equal(decode_with_pillow(padded), image)
    names = chunk_names(padded)
    assert (names[:2], set(names[2:-1]), names[-1]) == (["IHDR", "sRGB"], {"IDAT"}, "IEND")
    assert all(content for name, content in read_chunks(padded) if name == "IDAT")


@given(PICTURES, st.integers(1, 5_000))
def test_a_length_that_is_too_small_is_refused(image: Image, less: int) -> None:
    data = png_bytes(image)
    with pytest.raises(ValueError, match=f"{unpadded_length(data) + SLACK} and all above"):
        pad_png(data, unpadded_length(data) + SLACK - less)


def test_the_number_of_chunks_says_nothing_about_the_picture() -> None:
    # Were it to follow from the length, an original would have as many as its reference.
    length, counts = 4_000, {}
    for seed in range(5):
        data = png_bytes(make_picture(12, 12 + seed, seed, 256))
        cut = Counter(chunk_names(pad_png(data, length)).count("IDAT") for _ in range(400))
        counts[unpadded_length(data) % 5] = cut
    for cut in counts.values():
        assert set(cut) == {5, 6, 7, 8, 9} and min(cut.values()) > 40


@given(PICTURES, st.integers(0, 3_000), st.integers(0, 3_000))
def test_padding_is_taken_off_before_it_is_put_on(image: Image, first: int, second: int) -> None:
    data = png_bytes(image)
    shortest = unpadded_length(data)
    padded = pad_png(data, shortest + SLACK + first)
    assert unpadded_length(padded) == shortest
    again = pad_png(padded, shortest + SLACK + second)
    assert len(again) == shortest + SLACK + second
    assert np.array_equal(decode_with_pillow(again), image)


@pytest.mark.parametrize("more", [0, 1, 77, 100_003])
def test_another_decoder_reads_the_same_pixels_and_finds_every_checksum_right(more: int) -> None:
    for image in (open_photograph(), make_picture(1, 1, 0, 1), make_picture(9, 300, 1, 2)):
        data = png_bytes(image)
        padded = pad_png(data, unpadded_length(data) + SLACK + more)
        assert np.array_equal(decode_with_ffmpeg(padded, image), image)
        stream = b"".join(content for name, content in read_chunks(padded) if name == "IDAT")
        inflating = zlib.decompressobj()
        assert len(inflating.decompress(stream)) == image.shape[0] * (1 + 3 * image.shape[1])
        assert (inflating.eof, inflating.unused_data) == (True, b"")


@pytest.mark.browser
def test_chromium_shows_the_same_pixels(chromium: Browser) -> None:
    image = open_photograph(height=60, width=80)
    page = chromium.new_page()
    page.goto("about:blank")
    for more in (0, 3, 1_000_001):
        data = png_bytes(image)
        padded = pad_png(data, unpadded_length(data) + SLACK + more)
        address = "data:image/png;base64," + base64.b64encode(padded).decode()
        shown = np.array(page.evaluate(READ_PIXELS, address), np.uint8).reshape(60, 80, 4)
        assert np.array_equal(shown[:, :, :3], image)
    page.close()


def test_padding_twice_gives_two_files() -> None:
    data = png_bytes(open_photograph(height=16, width=24))
    length = unpadded_length(data) + SLACK
    assert len({pad_png(data, length) for _ in range(50)}) == 50


def test_a_trial_sized_picture_is_padded_quickly(expect_quick: Callable[..., float]) -> None:
    data = png_bytes(make_picture(768, 768, 0, 256))
    # One millisecond on a quiet machine; byte by byte it would be a hundred.
    expect_quick(lambda: pad_png(data, 2 * len(data)), limit_s=0.05)


@pytest.mark.parametrize("extra", ["tEXt", "gAMA"])
def test_a_file_with_other_chunks_is_refused(extra: str) -> None:
    data = png_bytes(open_photograph(height=8, width=8))
    foreign = data[:33] + b"\x00\x00\x00\x00" + extra.encode() + b"\x00" * 4 + data[33:]
    with pytest.raises(ValueError, match=f"expected the chunks .* got IHDR, {extra}, sRGB"):
        pad_png(foreign, 100_000)
    with pytest.raises(ValueError, match="IHDR, sRGB, IEND"):
        pad_png(data[:46] + data[-12:], 100_000)


def test_an_original_and_its_copies_get_one_length_and_none_grows_for_ever(tmp_path: Path) -> None:
    images = [open_photograph(height=48, width=64), make_picture(48, 64, 0, 256)]
    images += [images[0], np.zeros((48, 64, 3), np.uint8)]
    paths = [shown_path(tmp_path, publish_png(image, tmp_path)) for image in images]
    length = level_files(paths)
    assert [path.stat().st_size for path in paths] == [length] * 4
    assert len({path.read_bytes() for path in paths}) == 4
    assert level_files(paths) == length
    for path, image in zip(paths, images, strict=True):
        assert np.array_equal(decode_with_pillow(path.read_bytes()), image)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(paths)


def test_nothing_is_rewritten_when_a_file_cannot_be_levelled(tmp_path: Path) -> None:
    path = shown_path(tmp_path, publish_png(make_picture(8, 8, 0, 2), tmp_path))
    before = path.read_bytes()
    broken = tmp_path / "broken.png"
    broken.write_bytes(before[:-3])
    with pytest.raises(ValueError, match="cut short"):
        level_files([path, broken])
    assert path.read_bytes() == before
    with pytest.raises(ValueError, match="no files"):
        level_files([])
