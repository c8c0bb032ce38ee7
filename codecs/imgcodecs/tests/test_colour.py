from __future__ import annotations

import numpy as np
import pytest

from imgcodecs.colour import (
    convert_to_rgb,
    convert_to_yuv420,
    pack_planes,
    unpack_planes,
)


def paint(red: int, green: int, blue: int) -> np.ndarray:
    return np.full((6, 8, 3), (red, green, blue), np.uint8)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((0, 0, 0), (0, 512, 512)),
        ((255, 255, 255), (1023, 512, 512)),
        ((255, 0, 0), (217, 395, 1023)),  # 0.2126, -0.1146, 0.5 of 1023 by ITU-R BT.709
        ((0, 0, 255), (74, 1023, 465)),  # 0.0722, 0.5, -0.0458
    ],
)
def test_flat_colours_have_the_code_values_of_bt709(
    colour: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    yuv = convert_to_yuv420(paint(*colour))
    for plane, value in zip((yuv.y, yuv.cb, yuv.cr), expected, strict=True):
        assert set(np.unique(plane)) == {value}


def test_flat_colours_come_back() -> None:
    for colour in np.random.default_rng(1).integers(0, 256, (200, 3)):
        image = paint(*colour)
        back = convert_to_rgb(convert_to_yuv420(image)).astype(int)
        assert np.abs(back - image).max() <= 1


def test_chroma_is_sited_on_even_columns_and_between_rows() -> None:
    across = np.zeros((16, 32, 3), np.uint8)
    across[..., 2] = 4 * np.arange(32)
    down = np.zeros((32, 16, 3), np.uint8)
    down[..., 2] = 4 * np.arange(32)[:, None]
    per_level = 0.5 * 1023 / 255  # chroma code values for one level of blue
    inner = slice(4, -4)
    columns = convert_to_yuv420(across).cb[0].astype(float) - 512
    rows = convert_to_yuv420(down).cb[:, 0].astype(float) - 512
    assert np.allclose(columns[inner], per_level * 4 * np.arange(0, 32, 2)[inner], atol=0.6)
    assert np.allclose(rows[inner], per_level * 4 * (np.arange(0, 32, 2) + 0.5)[inner], atol=0.6)
    for image in (across, down):
        back = convert_to_rgb(convert_to_yuv420(image)).astype(int)
        assert np.abs(back - image)[8:-8, 4:-4].max(initial=0) <= 1


def test_planes_are_laid_end_to_end() -> None:
    image = np.random.default_rng(2).integers(0, 256, (5, 3, 3)).astype(np.uint8)
    yuv = convert_to_yuv420(image)
    packed = pack_planes(yuv)
    assert len(packed) == 2 * (15 + 6 + 6)
    again = unpack_planes(packed, height=5, width=3)
    assert np.array_equal(again.y, yuv.y)
    assert np.array_equal(again.cr, yuv.cr)
    with pytest.raises(ValueError, match="3x5 needs 54 bytes, got 53"):
        unpack_planes(packed[:-1], height=5, width=3)
