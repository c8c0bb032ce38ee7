"""What the codec refuses when it is called without the harness, and what it says of failures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imgcodecs.errors import CodecError
from imgcodecs.learned.codec import PicoStyle
from imgcodecs.learned.engine import Engine
from imgcodecs.learned.tests.making import make_picture, write_weights


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> PicoStyle:
    return PicoStyle(weights=str(write_weights(tmp_path_factory.mktemp("weights"))))


@pytest.mark.parametrize("quality", [-1, 101, 50.5, math.nan, math.inf])
def test_qualities_that_are_none_are_refused_also_without_the_harness(
    codec: PicoStyle, quality: float
) -> None:
    with pytest.raises(CodecError, match="cannot encode: quality must be from 0 to 100 in steps"):
        codec.encode(make_picture(8, 8), quality)


@pytest.mark.parametrize(
    "picture",
    [make_picture(8, 8) / 255, make_picture(8, 8).astype(np.uint16), make_picture(8, 8)[..., 0]],
)
def test_pictures_of_other_kinds_are_refused_also_without_the_harness(
    codec: PicoStyle, picture: np.ndarray
) -> None:
    with pytest.raises(CodecError, match="cannot encode: an image must be uint8 of shape"):
        codec.encode(picture, 50)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "there is not enough memory"),
        (RuntimeError("std::bad_alloc"), "there is not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: 3"), "there is not enough mem"),
        (MemoryError("Unable to allocate 183. MiB"), "Unable to allocate 183. MiB"),
        (RuntimeError("can't start new thread\nsecond line"), "can't start new thread$"),
    ],
)
def test_what_the_networks_fail_of_is_said_in_a_line(
    codec: PicoStyle, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*args: object) -> None:
        raise error

    data = codec.encode(make_picture(8, 8), 50)
    monkeypatch.setattr(Engine, "synthesise", fail)
    with pytest.raises(CodecError, match=f"^pico-style: cannot decode: {said}"):
        codec.decode(data)
