"""Every codec of the registry that runs here, at a setting that is quick."""

from __future__ import annotations

import pytest

from imgcodecs.errors import CodecError
from imgcodecs.registry import CODECS, load_codec
from imgcodecs.types import Codec, Option

QUICK: dict[str, dict[str, Option]] = {
    "webp": {"method": 1},
    "jxl": {"effort": 3},
    "heic": {"preset": "ultrafast"},
    "av1": {"cpu_used": 8},
    "av1-444": {"cpu_used": 8},
    "vvc": {"preset": "faster"},
}
PROGRAMS = ("heic", "av1", "av1-444", "vvc")  # run outside this process, some 50 ms a call
# Whose colour is what training made of it; learned/tests/test_shipped.py says how exact that is.
LEARNED = ("pico-style",)
every_codec = pytest.mark.parametrize("name", CODECS)
exact_codec = pytest.mark.parametrize("name", [name for name in CODECS if name not in LEARNED])


def load_quick(name: str, **options: Option) -> Codec:
    codec = load_codec(name, **{**QUICK.get(name, {}), **options})
    try:
        assert codec.version
    except CodecError as error:
        pytest.skip(str(error))
    return codec


def quality_at(codec: Codec, share: float) -> float:
    """The quality a share of the steps above the smallest file."""
    return codec.quality.value_at(round((codec.quality.steps - 1) * share))
