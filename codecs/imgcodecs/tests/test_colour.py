from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imgcodecs.colour import Yuv, convert_to_rgb, convert_to_yuv, pack_planes, unpack_planes

KINDS = [
    (chroma, depth, full_range)
    for chroma in ("420", "444")
    for depth in (8, 10, 12, 16)
    for full_range in (True, False)
]


def paint(red: int, green: int, blue: int) -> np.ndarray:
    return np.full((6, 8, 3), (red, green, blue), np.uint8)


@pytest.mark.parametrize(
    ("depth", "full_range", "colour", "expected"),
    [
        (10, True, (0, 0, 0), (0, 512, 512)),
        (10, True, (255, 255, 255), (1023, 512, 512)),
        (10, True, (255, 0, 0), (217, 395, 1023)),  # 0.2126, -0.1146, 0.5 of 1023 by BT.709
        (10, True, (0, 0, 255), (74, 1023, 465)),  # 0.0722, 0.5, -0.0458
        (8, True, (255, 0, 0), (54, 99, 255)),
        (8, False, (0, 0, 0), (16, 128, 128)),  # ITU-R BT.709-6, section 3.4
        (8, False, (255, 255, 255), (235, 128, 128)),
        (8, False, (255, 0, 0), (63, 102, 240)),
        (10, False, (255, 255, 255), (940, 512, 512)),
        (10, False, (0, 0, 255), (127, 960, 471)),
        (16, False, (255, 255, 255), (60160, 32768, 32768)),
    ],
)
@pytest.mark.parametrize("chroma", ["420", "444"])
def test_flat_colours_have_the_code_values_of_bt709(
    chroma: str,
    depth: int,
    full_range: bool,
    colour: tuple[int, int, int],
    expected: tuple[int, int, int],
) -> None:
    yuv = convert_to_yuv(paint(*colour), chroma=chroma, depth=depth, full_range=full_range)
    for plane, value in zip((yuv.y, yuv.cb, yuv.cr), expected, strict=True):
        assert set(np.unique(plane)) == {value}


@pytest.mark.parametrize(("chroma", "depth", "full_range"), KINDS)
def test_flat_colours_come_back(chroma: str, depth: int, full_range: bool) -> None:
    # Eight bits of YUV hold fewer colours than eight bits of RGB; limited range fewer still.
    most = 1 if depth > 8 else 2
    for colour in np.random.default_rng(1).integers(0, 256, (100, 3)):
        image = paint(*colour)
        yuv = convert_to_yuv(image, chroma=chroma, depth=depth, full_range=full_range)
        assert np.abs(convert_to_rgb(yuv).astype(int) - image).max() <= most


@pytest.mark.parametrize("full_range", [True, False])
def test_twelve_bits_without_subsampling_lose_nothing(full_range: bool) -> None:
    image = np.random.default_rng(3).integers(0, 256, (90, 111, 3)).astype(np.uint8)
    yuv = convert_to_yuv(image, chroma="444", depth=12, full_range=full_range)
    assert np.array_equal(convert_to_rgb(yuv), image)


def test_chroma_is_sited_on_even_columns_and_between_rows() -> None:
    across = np.zeros((16, 32, 3), np.uint8)
    across[..., 2] = 4 * np.arange(32)
    down = np.zeros((32, 16, 3), np.uint8)
    down[..., 2] = 4 * np.arange(32)[:, None]
    per_level = 0.5 * 1023 / 255  # chroma code values for one level of blue
    inner = slice(4, -4)
    columns = convert_to_yuv(across, chroma="420", depth=10).cb[0].astype(float) - 512
    rows = convert_to_yuv(down, chroma="420", depth=10).cb[:, 0].astype(float) - 512
    assert np.allclose(columns[inner], per_level * 4 * np.arange(0, 32, 2)[inner], atol=0.6)
    assert np.allclose(rows[inner], per_level * 4 * (np.arange(0, 32, 2) + 0.5)[inner], atol=0.6)
    for image in (across, down):
        back = convert_to_rgb(convert_to_yuv(image, chroma="420", depth=10)).astype(int)
        assert np.abs(back - image)[8:-8, 4:-4].max(initial=0) <= 1


@given(
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    kind=st.sampled_from(KINDS),
    seed=st.integers(0, 99),
)
@settings(max_examples=60)
def test_planes_are_laid_end_to_end_and_read_back(
    height: int, width: int, kind: tuple[str, int, bool], seed: int
) -> None:
    chroma, depth, full_range = kind
    image = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    yuv = convert_to_yuv(image, chroma=chroma, depth=depth, full_range=full_range)
    packed = pack_planes(yuv)
    assert len(packed) == (yuv.y.size + 2 * yuv.cb.size) * (1 if depth == 8 else 2)
    sizes = {"height": height, "width": width}
    again = unpack_planes(packed, **sizes, chroma=chroma, depth=depth, full_range=full_range)
    for name in ("y", "cb", "cr"):
        assert np.array_equal(getattr(again, name), getattr(yuv, name))
    assert np.array_equal(convert_to_rgb(again), convert_to_rgb(yuv))
    with pytest.raises(ValueError, match=f"{width}x{height} needs {len(packed)} bytes, got "):
        unpack_planes(packed[:-1], **sizes, chroma=chroma, depth=depth)


def test_samples_above_eight_bits_are_little_endian() -> None:
    white = np.full((1, 1, 3), 255, np.uint8)
    assert pack_planes(convert_to_yuv(white, chroma="444", depth=10)) == b"\xff\x03\0\2\0\2"
    assert pack_planes(convert_to_yuv(white, chroma="420", depth=8)) == b"\xff\x80\x80"


def test_it_refuses_planes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="chroma must be one of"):
        convert_to_yuv(paint(1, 2, 3), chroma="422", depth=10)
    with pytest.raises(ValueError, match="depth must be from 8 to 16 bits, got 7"):
        convert_to_yuv(paint(1, 2, 3), chroma="420", depth=7)
    plane = np.zeros((4, 4), np.uint16)
    with pytest.raises(ValueError, match=r"must have shape \(2, 2\)"):
        Yuv(y=plane, cb=plane, cr=plane, chroma="420", depth=10)
