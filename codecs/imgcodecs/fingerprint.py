"""Whether two machines, or two days, run the same code."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# What an encode or decode goes through besides the coder itself; of the learned codec what codes,
# not the folders beside it that train and measure.
CODING = (
    "adapters/**/*.py",
    "external/**/*.py",
    "learned/*.py",
    "colour.py",
    "subsampling.py",
)


@functools.cache
def find_fingerprint() -> str:
    """Digest of every module of this package, tests left out; twelve hexadecimal digits."""
    return _digest_modules(PACKAGE.rglob("*.py"))


@functools.cache
def find_coding_fingerprint() -> str:
    """Digest of the modules that decide what an encode or decode gives, as find_fingerprint."""
    return _digest_modules(find_coding_modules())


def find_coding_modules() -> list[Path]:
    """Modules that decide what an encode or decode gives."""
    return [path for pattern in CODING for path in PACKAGE.glob(pattern)]


def _digest_modules(paths: Iterable[Path]) -> str:
    hashed = hashlib.sha256()
    for path in sorted(paths):
        if "tests" not in path.parts:
            hashed.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            hashed.update(path.read_bytes() + b"\0")
    return hashed.hexdigest()[:12]
