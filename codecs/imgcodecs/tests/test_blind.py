from __future__ import annotations

import io
import uuid
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from imgcodecs.blind import chunk_names, png_bytes, publish_png, shown_path
from imgcodecs.sources import read_image
from imgcodecs.tests.pictures import open_photograph


def test_a_file_holds_the_agreed_chunks_only() -> None:
    for image in (open_photograph(), open_photograph(height=1, width=1)):
        names = chunk_names(png_bytes(image))
        assert names[:2] == ["IHDR", "sRGB"]
        assert set(names[2:-1]) == {"IDAT"}
        assert names[-1] == "IEND"


def test_the_pixels_are_kept() -> None:
    image = open_photograph()
    with Pillow.open(io.BytesIO(png_bytes(image))) as opened:
        assert np.array_equal(np.asarray(opened), image)


def test_published_files_have_random_names_and_no_leftovers(tmp_path: Path) -> None:
    image = open_photograph(height=8, width=8)
    codes = {publish_png(image, tmp_path) for _ in range(20)}
    assert len(codes) == 20
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {tmp_path / code.hex[:2] / f"{code}.png" for code in codes}
    assert all(code.version == 4 for code in codes)
    assert np.array_equal(read_image(shown_path(tmp_path, codes.pop())), image)


def test_nothing_is_published_of_a_wrong_image(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="an image must be uint8"):
        publish_png(np.zeros((4, 4)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_where_a_code_lies() -> None:
    code = uuid.UUID("ab34567812345678123456781234567a")
    expected = Path("shown/ab/ab345678-1234-5678-1234-56781234567a.png")
    assert shown_path(Path("shown"), code) == expected


@pytest.mark.parametrize("cut", [0, 7, 20, -5])
def test_chunks_of_a_cut_file_are_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="PNG|cut short|IEND"):
        chunk_names(png_bytes(open_photograph(height=8, width=8))[:cut])
