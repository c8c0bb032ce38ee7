"""Compile with numba once for all: the machine code is kept on disk beside the module.

Where neither the package's folder nor the user's cache may be written, each process compiles anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

# Sums may be taken in another order, so that they run four at a time; nan and infinity keep their
# meaning, because the sampler has to see them.
FLAGS = {"reassoc", "contract", "nsz", "arcp"}

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile on the first call, free of Python's lock, so that chains run side by side."""
    options: dict[str, Any] = {"nogil": True, "fastmath": FLAGS, "error_model": "numpy"}
    try:
        found: Function = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder for its cache
        found = numba.njit(**options)(function)
    return found
