"""Waits for what is to happen, for as long as a slow and busy machine may need."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 120.0


def wait_until(is_so: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    """Return as soon as it is so; fail where it never comes true."""
    began_s = time.monotonic()
    while not is_so():
        assert time.monotonic() - began_s < limit_s, f"it did not come true within {limit_s:g} s"
        time.sleep(0.02)
