"""Whether two machines, or two days, run the same code."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
# What an encode or decode goes through besides the coder itself.
CODING = ("adapters", "external", "colour.py", "subsampling.py")


@functools.cache
def find_fingerprint() -> str:
    """Digest of every module of this package, tests left out; twelve hexadecimal digits."""
    return _digest_modules(PACKAGE.rglob("*.py"))


@functools.cache
def find_coding_fingerprint() -> str:
    """Digest of the modules that decide what an encode or decode gives, as find_fingerprint."""
    places = [PACKAGE / name for name in CODING]
    return _digest_modules(
        path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place])
    )


def _digest_modules(paths: Iterable[Path]) -> str:
    hashed = hashlib.sha256()
    for path in sorted(paths):
        if "tests" not in path.parts:
            hashed.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            hashed.update(path.read_bytes() + b"\0")
    return hashed.hexdigest()[:12]
