"""What becomes of a target rate."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.manifest import ManifestRow


@dataclass(frozen=True, slots=True)
class Failure:
    """Something a run could not make; the rest goes on."""

    source: str
    codec: str  # empty when the source itself cannot be used
    target_bpp: float | None  # None when it is true of every rate
    reason: str  # one line


@dataclass(frozen=True, slots=True)
class Curve:
    """All that was encoded of one source with one codec."""

    source: str
    codec: str
    points: tuple[tuple[float, float], ...]  # quality and bpp, from the smallest file


@dataclass(frozen=True, slots=True)
class Rung:
    """One finished rate."""

    row: ManifestRow
    quality: float
    encodes: int  # encodes made for this target, in this run or an earlier one
    missed: bool  # further than the tolerance from its target, the steps being exhausted
