from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from imgcodecs.errors import ImageError
from imgcodecs.png import SIGNATURE
from imgcodecs.sources import read_image, read_size
from imgcodecs.tests.pictures import open_photograph


def make_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + pack_crc(name + content)


def pack_crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def write_png16(path: Path, samples: np.ndarray, *extra: bytes) -> Path:
    """Write a 16-bit PNG by hand: Pillow cannot."""
    height, width = samples.shape[:2]
    colour_type = {2: 0, 3: 2}[samples.ndim]
    head = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    data = make_chunk(b"IDAT", zlib.compress(rows))
    path.write_bytes(
        SIGNATURE + make_chunk(b"IHDR", head) + b"".join(extra) + data + make_chunk(b"IEND", b"")
    )
    return path


def save(path: Path, image: np.ndarray, mode: str = "RGB", **options: object) -> Path:
    Pillow.fromarray(image).convert(mode).save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "bmp", "ppm", "tif", "webp"])
def test_it_reads_lossless_files_as_they_are(suffix: str, tmp_path: Path) -> None:
    image = open_photograph(height=33, width=47)
    options = {"lossless": True} if suffix == "webp" else {}
    assert np.array_equal(read_image(save(tmp_path / f"a.{suffix}", image, **options)), image)


@pytest.mark.parametrize("mode", ["L", "1", "P"])
def test_grey_and_palettes_become_three_channels(mode: str, tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", open_photograph(height=9, width=11), mode)
    with Pillow.open(path) as opened:
        expected = np.asarray(opened.convert("RGB"))
    assert np.array_equal(read_image(path), expected)
    assert read_size(path) == (9, 11)


def test_sixteen_bits_are_rounded_not_cut(tmp_path: Path) -> None:
    samples = np.array([[[0, 128, 129], [257 * 7, 32767, 65535], [65407, 65406, 40000]]])
    expected = np.rint(samples * 255 / 65535)
    assert np.array_equal(read_image(write_png16(tmp_path / "a.png", samples)), expected)
    grey = read_image(write_png16(tmp_path / "grey.png", samples[..., 1]))
    assert np.array_equal(grey, np.repeat(expected[..., 1:2], 3, axis=2))


def test_sixteen_bits_keep_every_sample_of_eight(tmp_path: Path) -> None:
    image = open_photograph(height=40, width=30)
    path = write_png16(tmp_path / "a.png", image.astype(int) * 257)
    assert np.array_equal(read_image(path), image)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_turns_as_exif_says(orientation: int, tmp_path: Path) -> None:
    image = open_photograph(height=6, width=4)
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = save(tmp_path / "a.png", image, exif=exif)
    turned = read_image(path)
    expected = {1: image, 3: image[::-1, ::-1], 6: np.rot90(image, -1), 8: np.rot90(image)}
    if orientation in expected:
        assert np.array_equal(turned, expected[orientation])
    assert read_size(path) == turned.shape[:2]
    assert (turned.shape[0] < turned.shape[1]) == (orientation >= 5)


def make_profile(*, name: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    image = open_photograph(height=64, width=64)
    path = save(tmp_path / "a.png", image, icc_profile=make_profile(name="sRGB"))
    assert np.array_equal(read_image(path), image)


def test_another_profile_is_applied(tmp_path: Path) -> None:
    # A wide-gamut profile: sRGB's own with the red and green columns exchanged, so that a red
    # sample means green.
    profile = make_profile(name="sRGB").replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ")
    profile = profile.replace(b"tmpX", b"gXYZ")
    red = np.full((4, 4, 3), (255, 0, 0), np.uint8)
    seen = read_image(save(tmp_path / "a.png", red, icc_profile=profile))
    assert np.abs(seen.astype(int) - (0, 255, 0)).max() <= 2
    deep = make_chunk(b"iCCP", b"icc\0\0" + zlib.compress(profile))
    deep_red = write_png16(tmp_path / "b.png", red.astype(int) * 257, deep)
    assert np.array_equal(read_image(deep_red), seen)


def add_chunks(path: Path, **chunks: bytes) -> Path:
    info = PngInfo()
    for name, content in chunks.items():
        info.add(name.encode(), content)
    return save(path, np.full((2, 2, 3), 128, np.uint8), pnginfo=info)


def test_gamma_counts_only_without_srgb(tmp_path: Path) -> None:
    linear = struct.pack(">I", 100000)
    usual = struct.pack(">I", 45455)
    assert read_image(add_chunks(tmp_path / "a.png", gAMA=linear))[0, 0, 0] == 188
    assert read_image(add_chunks(tmp_path / "b.png", gAMA=usual))[0, 0, 0] == 128
    both = add_chunks(tmp_path / "c.png", sRGB=b"\0", gAMA=linear)
    assert read_image(both)[0, 0, 0] == 128


def test_colours_that_are_not_converted_are_refused(tmp_path: Path) -> None:
    wide = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    with pytest.raises(ImageError, match="a.png: its cHRM chunk gives primaries other than"):
        read_image(add_chunks(tmp_path / "a.png", cHRM=wide))
    with pytest.raises(ImageError, match=r"b.png: its cICP chunk says \(9, 16, 0, 1\)"):
        read_image(add_chunks(tmp_path / "b.png", cICP=bytes([9, 16, 0, 1])))
    image = np.zeros((2, 2, 3), np.uint8)
    with pytest.raises(ImageError, match="c.png: its ICC profile cannot be used"):
        read_image(save(tmp_path / "c.png", image, icc_profile=b"not a profile at all"))


def make_broken(path: Path, damage: Callable[[bytes], bytes], form: str) -> Path:
    written = io.BytesIO()
    Pillow.fromarray(open_photograph(height=200, width=200)).save(written, form)
    path.write_bytes(damage(written.getvalue()))
    return path


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF", "BMP"])
def test_a_file_cut_short_is_refused(form: str, tmp_path: Path) -> None:
    for share in (0.9, 0.5, 0.001):
        path = make_broken(
            tmp_path / "a.img", lambda data, s=share: data[: int(len(data) * s)], form
        )
        with pytest.raises(ImageError, match="a.img: "):
            read_image(path)


def test_damaged_pixels_are_refused(tmp_path: Path) -> None:
    def flip(data: bytes) -> bytes:
        at = len(data) // 2
        return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]

    with pytest.raises(ImageError, match="a.png: "):
        read_image(make_broken(tmp_path / "a.png", flip, "PNG"))
    deep = write_png16(tmp_path / "b.png", open_photograph(height=90, width=90).astype(int) * 257)
    deep.write_bytes(flip(deep.read_bytes()))
    with pytest.raises(ImageError, match="b.png: "):
        read_image(deep)


def test_what_is_no_plain_image_is_refused_with_the_reason(tmp_path: Path) -> None:
    image = open_photograph(height=8, width=8)
    frames = [Pillow.fromarray(image), Pillow.fromarray(255 - image)]
    frames[0].save(tmp_path / "moving.png", save_all=True, append_images=frames[1:])
    (tmp_path / "text.png").write_text("hello")
    save(tmp_path / "key.png", image, transparency=tuple(image[0, 0].tolist()))
    save(tmp_path / "cmyk.jpg", image, "CMYK")
    reasons = {
        "moving.png": "animated or has several pages",
        "text.png": "not an image in a format known here",
        "key.png": "alpha channel",
        "cmyk.jpg": "colours are CMYK",
        "none.png": "no such file",
    }
    for name, reason in reasons.items():
        with pytest.raises(ImageError, match=f"{name}: .*{reason}"):
            read_image(tmp_path / name)


def make_opaque(image: np.ndarray, kind: str) -> Pillow.Image:
    """Make an image whose alpha, where its kind has one, is 255 everywhere."""
    plain = Pillow.fromarray(image)
    if kind == "P":
        return plain.quantize(16)
    return plain.convert("RGB" if kind == "key" else kind)


@pytest.mark.parametrize(
    ("kind", "suffix", "options"),
    [
        ("RGBA", "png", {}),
        ("LA", "png", {}),
        ("P", "png", {"transparency": b"\xff" * 16}),
        ("key", "png", {"transparency": (0, 0, 0)}),
        ("RGBA", "tif", {}),
        ("RGBA", "webp", {"lossless": True}),
    ],
)
def test_alpha_that_is_opaque_everywhere_is_dropped(
    kind: str, suffix: str, options: dict[str, object], tmp_path: Path
) -> None:
    image = np.maximum(open_photograph(height=24, width=40), 1)
    opaque, path = make_opaque(image, kind), tmp_path / f"a.{suffix}"
    opaque.save(path, **options)
    with Pillow.open(path) as opened:
        # libwebp leaves out alpha that says nothing.
        assert suffix == "webp" or opened.mode in ("RGBA", "LA") or "transparency" in opened.info
    assert np.array_equal(read_image(path), np.asarray(opaque.convert("RGB")))
    assert read_size(path) == (24, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_single_pixel_that_is_not_opaque_is_refused(mode: str, tmp_path: Path) -> None:
    image, path = np.full((8, 8, 3), 90, np.uint8), tmp_path / "a.png"
    picture = Pillow.fromarray(image).convert(mode)
    if mode == "P":
        picture.putpixel((3, 4), 5)
        picture.save(path, transparency=b"\xff" * 5 + b"\xfe")
    else:
        picture.putpixel((3, 4), (90,) * (len(mode) - 1) + (254,))
        picture.save(path)
    for read in (read_image, read_size):
        with pytest.raises(ImageError, match="a.png: it has an alpha channel; flatten"):
            read(path)


def test_sixteen_bits_with_alpha_are_refused(tmp_path: Path) -> None:
    samples = np.full((4, 4), 9000)
    path = write_png16(tmp_path / "a.png", samples, make_chunk(b"tRNS", b"\0\1"))
    with pytest.raises(ImageError, match="a.png: it has an alpha channel of 16 bits"):
        read_image(path)


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0)
    path = tmp_path / "large.png"
    empty = make_chunk(b"IDAT", b"") + make_chunk(b"IEND", b"")
    path.write_bytes(SIGNATURE + make_chunk(b"IHDR", head) + empty)
    with pytest.raises(ImageError, match=r"large.png: it has 81.0 megapixels \(9000x9000\)"):
        read_image(path)
    with pytest.raises(ImageError, match="more than 0.001"):
        read_image(save(tmp_path / "a.png", open_photograph()), max_pixels=1000)


def test_a_damaged_avif_is_an_image_error(tmp_path: Path) -> None:
    path = tmp_path / "cat.avif"
    Pillow.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(path)
    whole = path.read_bytes()
    for at in range(len(whole) - 40, len(whole), 4):  # in the coded picture
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        with contextlib.suppress(ImageError):
            read_image(path)
