"""The door every codec goes through: two methods and a description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]  # (height, width, 3), 8-bit sRGB
Option = str | int | float


@dataclass(frozen=True, slots=True)
class QualityRange:
    """Values a codec's quality parameter can take.

    ``lowest`` and ``highest`` are numbers, not judgements: where ``higher_is_better`` is False
    (a quantiser, say), ``lowest`` gives the best picture and the largest file.
    """

    lowest: float
    highest: float
    step: float
    higher_is_better: bool

    def __post_init__(self) -> None:
        """Refuse an empty range or a step that does not move."""
        if not (self.lowest <= self.highest and self.step > 0):
            raise ValueError(f"not a range of qualities: {self}")

    @property
    def steps(self) -> int:
        """Number of values."""
        return int(round((self.highest - self.lowest) / self.step)) + 1

    @property
    def best(self) -> float:
        """The value with the largest file."""
        return self.highest if self.higher_is_better else self.lowest

    def value_at(self, index: int) -> float:
        """Value number ``index``, counted from the smallest file (0) to the largest."""
        if not 0 <= index < self.steps:
            raise ValueError(f"index must be from 0 to {self.steps - 1}, got {index}")
        away = index * self.step
        value = self.lowest + away if self.higher_is_better else self.highest - away
        return round(value, 6)  # 0.6, not 0.6000000000000001: it goes into keys and manifests

    def check(self, quality: float) -> float:
        """Return ``quality``, or raise ValueError when it is not one of the range's values."""
        steps = (quality - self.lowest) / self.step
        inside = self.lowest <= quality <= self.highest
        if not inside or abs(steps - round(steps)) > 1e-6:
            raise ValueError(
                f"quality must be from {self.lowest:g} to {self.highest:g} "
                f"in steps of {self.step:g}, got {quality:g}"
            )
        return quality


class Codec(Protocol):
    """An encoder and decoder at one version and setting.

    ``options`` are the settings besides quality; with name, version and quality they decide
    every byte of the output, and so they are the key of the cache.
    """

    @property
    def name(self) -> str:
        """Key in the registry."""

    @property
    def label(self) -> str:
        """Name on reports."""

    @property
    def version(self) -> str:
        """Version of the program or library; CodecError(missing=True) where there is none."""

    @property
    def origin(self) -> str:
        """Where the program or library comes from."""

    @property
    def suffix(self) -> str:
        """File suffix of the bitstream, without the dot."""

    @property
    def quality(self) -> QualityRange:
        """Values of the quality parameter."""

    @property
    def options(self) -> Mapping[str, Option]:
        """Settings besides quality."""

    def encode(self, image: Image, quality: float) -> bytes:
        """Code an image into a bitstream that carries all that decode needs."""

    def decode(self, data: bytes) -> Image:
        """Decode a bitstream of this codec into an image, shape (height, width, 3)."""


@runtime_checkable
class Loads(Protocol):
    """A codec that its process loads first, once: libraries, weights. Few do."""

    def warm_up(self) -> None:
        """Load all that encode and decode need, so that no picture is charged with it."""


def format_parameters(*, options: Mapping[str, Option], quality: float) -> str:
    """Write options and quality as one line, ``"preset=slow quality=32"``."""
    named = {**options, "quality": f"{quality:g}"}
    return " ".join(f"{name}={value}" for name, value in named.items())
