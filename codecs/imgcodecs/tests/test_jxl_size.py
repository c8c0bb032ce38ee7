from __future__ import annotations

import numpy as np
import pytest

from imgcodecs.adapters.jxl_size import read_size
from imgcodecs.tests.quick import load_quick

SIZES = [(1, 1), (8, 8), (64, 96), (256, 256), (257, 3), (512, 768), (900, 1600), (1, 9000)]


@pytest.mark.parametrize("size", SIZES)
def test_it_reads_what_libjxl_writes(size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 90, np.uint8)
    assert read_size(load_quick("jxl").encode(image, 25)) == size


@pytest.mark.parametrize("data", [b"", b"\xff\x0a", b"\xff\xd8\xff\xe0" + bytes(20)])
def test_it_refuses_what_is_no_codestream(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a bare JPEG XL codestream"):
        read_size(data)
