"""What no simulated crowd can be, however its people are described."""

from __future__ import annotations

from typing import Any


def check_crowd(crowd: Any, *, shares: tuple[str, ...]) -> None:
    """Refuse impossible numbers.

    Parameters
    ----------
    crowd : dataclass
        With ``raters``, ``sources``, ``tie``, ``source_sd_elo`` and these ``shares``.
    shares : tuple of str
        Names of what lies from 0 to 1.

    Raises
    ------
    ValueError
        Names what is wrong.
    """
    if crowd.raters < 1 or crowd.sources < 1:
        raise ValueError("raters and sources must be at least 1")
    for name in shares:
        if not 0 <= (share := getattr(crowd, name)) <= 1:
            raise ValueError(f"{name} is {share}, expected a share from 0 to 1")
    if crowd.tie < 0 or crowd.source_sd_elo < 0:
        raise ValueError("tie and source_sd_elo must not be negative")
