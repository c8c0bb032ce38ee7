from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from imgcodecs.fingerprint import PACKAGE, find_coding_modules
from imgcodecs.registry import CODECS


@pytest.mark.parametrize("name", CODECS)
def test_a_codecs_own_code_counts_as_coding(name: str) -> None:
    module, _, _ = CODECS[name][1].partition(":")
    found = importlib.util.find_spec(module)
    assert found is not None and Path(str(found.origin)) in find_coding_modules()


def test_every_kind_of_coding_module_is_there_and_training_is_not() -> None:
    names = {path.relative_to(PACKAGE).as_posix() for path in find_coding_modules()}
    assert {"colour.py", "subsampling.py", "external/codec.py", "learned/coding.py"} <= names
    assert not [name for name in names if name.startswith("learned/training/")]
