"""Newton's method as the small models use it: steps that never go down, and an end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from elo.core.types import FloatArray

MAX_STEPS = 100
TOLERANCE = 1e-10  # logits


def climb_to_mode(
    *,
    start: FloatArray,
    height: Callable[[FloatArray], float],
    find_change: Callable[[FloatArray], FloatArray],
    what: str,
) -> tuple[FloatArray, int]:
    """Climb until a step moves nothing.

    Parameters
    ----------
    start : ndarray of float, shape (n,)
        Where to begin.
    height : callable
        What is climbed, a log-posterior.
    find_change : callable
        The whole Newton step from a place, shape (n,).
    what : str
        Of which a refusal says that it did not converge.

    Returns
    -------
    mode, steps
        The place, shape (n,), and the steps taken.

    Raises
    ------
    RuntimeError
        If it does not converge.
    """
    place = start
    for step in range(1, MAX_STEPS + 1):
        moved = climb(height, place, find_change(place))
        if np.abs(moved - place).max() < TOLERANCE:
            return moved, step
        place = moved
    raise RuntimeError(f"{what} did not converge in {MAX_STEPS} steps")


def climb(
    height: Callable[[FloatArray], float], place: FloatArray, change: FloatArray
) -> FloatArray:
    """Take the step, halved until it does not go down by more than rounding."""
    start = height(place)
    floor = start - 1e-12 * abs(start)
    share = 1.0
    while height(place + share * change) < floor and share > 1e-6:
        share /= 2
    return np.asarray(place + share * change)
