"""Whether two machines run the same code."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@functools.cache
def find_fingerprint() -> str:
    """Digest of every module of this package, tests left out; twelve hexadecimal digits."""
    hashed = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" not in path.parts:
            hashed.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            hashed.update(path.read_bytes() + b"\0")
    return hashed.hexdigest()[:12]
