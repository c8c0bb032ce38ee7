"""The one thing every measure asks of a pair."""

from __future__ import annotations

from imgcodecs.types import Image


def check_same_shape(reference: Image, distorted: Image) -> None:
    """Raise ValueError, naming both shapes, unless they are equal."""
    if reference.shape != distorted.shape:
        raise ValueError(
            f"images differ in shape: {reference.shape} (reference), {distorted.shape}"
        )


def check_least_side(name: str, image: Image, least_side: int) -> None:
    """Raise ValueError unless both sides of an image have so many pixels."""
    height, width = image.shape[:2]
    if min(height, width) < least_side:
        raise ValueError(f"{name} needs {least_side} pixels a side, got {width}x{height}")
