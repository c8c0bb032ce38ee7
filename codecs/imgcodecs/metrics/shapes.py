"""The one thing every measure asks of a pair."""

from __future__ import annotations

from imgcodecs.types import Image


def check_same_shape(reference: Image, distorted: Image) -> None:
    """Raise ValueError, naming both shapes, unless they are equal."""
    if reference.shape != distorted.shape:
        raise ValueError(
            f"images differ in shape: {reference.shape} (reference), {distorted.shape}"
        )
