"""Compile with numba once for all: the machine code is kept on disk.

Numba itself looks whether the file of a function has changed, but not those of the functions it
calls. So each state of this package's sources has a folder of its own, beside the modules or else
in the user's cache. Where neither may be written, each process compiles anew.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba  # type: ignore[import-untyped]

# Sums may be taken in another order, so that they run four at a time; nan and infinity keep their
# meaning, because the sampler has to see them. The order must not hang on where arrays happen to
# lie, or one seed would give two results: so no loop that adds up numbers writes into an array (the
# compiler has a second version of such a loop, for arrays that lie close to each other).
FLAGS = {"reassoc", "contract", "nsz", "arcp"}
HERE = Path(__file__).parent

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile on the first call, free of Python's lock, so that chains run side by side."""
    folder = find_folder((HERE / "__pycache__", user_cache()))
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or "")
    try:
        found: Function = numba.njit(
            cache=folder is not None, nogil=True, fastmath=FLAGS, error_model="numpy"
        )(function)
    finally:
        numba.config.CACHE_DIR = before
    return found


def user_cache() -> Path:
    """Where programs of this user keep what they can make anew."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "evalsite"


def digest_sources(folder: Path) -> str:
    """Of all modules in a folder and in those below it."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def find_folder(roots: tuple[Path, ...]) -> Path | None:
    """Find the first of these that may be written, with a folder for the present sources in it."""
    digest = digest_sources(HERE)
    for root in roots:
        folder = root / f"compiled-{digest}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    return None
