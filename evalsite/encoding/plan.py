from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What to encode: codecs with their settings, and the rates in bits per pixel."""

    codecs: tuple[str, ...]
    targets_bpp: tuple[float, ...]
