from __future__ import annotations

import os
from argparse import ArgumentTypeError

from elo.core.seeds import HIGHEST_SEED, check_seed


def read_seed(text: str) -> int:
    """A seed of a command line: a whole number from 0 to 2147483647."""
    # Decimal digits alone: int() also reads "1_000" and other scripts, and fails on 5,000 digits.
    if text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_SEED)):
        try:
            return check_seed(int(text))
        except ValueError:
            pass
    raise ArgumentTypeError(f"expected a whole number from 0 to {HIGHEST_SEED}, got {text[:40]!r}")


def site_address() -> str:
    """Where this machine reaches the site: BIND, as the site itself reads it."""
    host, _, port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")
    return f"http://{'127.0.0.1' if host in ('', '0.0.0.0', '[::]') else host}:{port}"  # noqa: S104
