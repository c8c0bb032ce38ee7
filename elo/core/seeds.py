"""Seeds: the one range that numpy, nutpie and a database column all take."""

from __future__ import annotations

import operator

HIGHEST_SEED = 2**31 - 1


def check_seed(seed: int) -> int:
    """Return a seed that every model takes.

    Raises
    ------
    ValueError
        If it is no whole number from 0 to `HIGHEST_SEED`.
    """
    try:
        whole = operator.index(seed)
    except TypeError:
        whole = -1
    if not 0 <= whole <= HIGHEST_SEED:
        raise ValueError(f"seed is {seed!r}, expected a whole number from 0 to {HIGHEST_SEED}")
    return whole
