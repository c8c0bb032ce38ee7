"""SSIMULACRA2: Sneyers, J. (2023), the metric of the CID22 work, in the port `ssimulacra2`."""

from __future__ import annotations

import io

from PIL import Image as Pillow

from imgcodecs.metrics.shapes import check_same_shape
from imgcodecs.types import Image

LEAST_SIDE = 8  # pixels; SSIMULACRA2 says nothing about smaller images
AFFORDABLE_PIXELS = 4_000_000  # the port takes half a kilobyte and 2 microseconds a pixel


def ssimulacra2(reference: Image, distorted: Image) -> float:
    """SSIMULACRA2: 100 for no difference, 90 hardly visible, 70 high, 50 medium quality.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB, both sides at least 8 pixels.
    """
    check_same_shape(reference, distorted)
    if min(reference.shape[:2]) < LEAST_SIDE:
        raise ValueError(f"SSIMULACRA2 needs {LEAST_SIDE} pixels a side, got {reference.shape}")
    # Imported here: it loads scipy's filters, which nothing else in this package needs.
    from ssimulacra2 import compute_ssimulacra2  # type: ignore[import-untyped]

    return float(compute_ssimulacra2(_open_as_file(reference), _open_as_file(distorted)))


def is_affordable(image: Image) -> bool:
    """Tell whether SSIMULACRA2 can judge an image this small or large in passing, in 2 GB."""
    height, width = image.shape[:2]
    return bool(min(height, width) >= LEAST_SIDE and height * width <= AFFORDABLE_PIXELS)


def _open_as_file(image: Image) -> io.BytesIO:
    written = io.BytesIO()
    Pillow.fromarray(image).save(written, "PPM")
    written.seek(0)
    return written
