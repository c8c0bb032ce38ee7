"""The error maps of SSIMULACRA2 at one scale, averaged: SSIM, ringing and blur, in XYB.

An image goes through in strips of rows, so that a strip's planes stay in the processor's cache and
an image of 12 megapixels needs no more memory than its own linear planes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from imgcodecs.metrics.filters import STRIP_PIXELS, Planes, blur_within

OPSIN = np.array(  # linear sRGB to the cones' responses, libjxl's opsin_params.h
    [
        [0.30, 0.622, 0.078],
        [0.23, 0.692, 0.078],
        [0.24342268924547819, 0.20476744424496821, 0.55180986650955360],
    ],
    np.float32,
)
OPSIN_BIAS = np.float32(0.0037930732552754493)
C2 = np.float32(0.0009)

# A Gaussian of 1.5 pixels, as the truncated cosines of Charalampidis (2016) with radius 5 give it:
# libjxl runs it as a recursion, whose impulse response these nine taps are.
HALF_KERNEL = (
    *(0.2646211054881984, 0.21292859201042205, 0.10933537277746014),
    *(0.0360111146583642, 0.00941436780965351),
)
HALO = len(HALF_KERNEL) - 1  # rows a strip needs of its neighbours


def average_error_maps(reference: Planes, distorted: Planes) -> NDArray[np.float64]:
    """Norms of the error maps of a pair.

    Parameters
    ----------
    reference, distorted : ndarray, shape (3, rows, columns)
        Linear sRGB, 0 to 1.

    Returns
    -------
    ndarray, shape (3, 2, 3)
        For X, Y and B: mean and 4-norm of the SSIM, ringing and blur map.
    """
    rows, columns = reference.shape[-2:]
    sums = np.zeros((3, 2, 3))
    for near, kept in _cut_strips(rows, max(1, STRIP_PIXELS // columns)):
        sums += _sum_errors(reference[:, near], distorted[:, near], kept)
    means: NDArray[np.float64] = sums / (rows * columns)
    means[:, 1] **= 0.25
    return means


def _cut_strips(rows: int, height: int) -> Iterator[tuple[slice, slice]]:
    """Rows of each strip with its halo, and which of those are the strip itself."""
    for start in range(0, rows, height):
        first, end = max(0, start - HALO), min(rows, start + height)
        yield slice(first, min(rows, end + HALO)), slice(start - first, end - first)


def _sum_errors(reference: Planes, distorted: Planes, kept: slice) -> NDArray[np.float64]:
    x, y = _convert_to_xyb(reference), _convert_to_xyb(distorted)
    blurred = [blur_within(planes, HALF_KERNEL)[:, kept] for planes in (x, y, x * x, y * y, x * y)]
    gain = _compare_edges(x[:, kept], y[:, kept], *blurred[:2])
    maps = (_compare_structure(*blurred), np.maximum(gain, 0), np.maximum(-gain, 0))
    return np.stack([_sum_powers(errors) for errors in maps], axis=2)


def _convert_to_xyb(linear: Planes) -> Planes:
    """X, Y and B - Y, moved into 0 to 1."""
    cones = np.cbrt(np.tensordot(OPSIN, linear, 1) + OPSIN_BIAS) - np.cbrt(OPSIN_BIAS)
    half = np.float32(0.5)
    y = half * (cones[0] + cones[1])
    x = half * (cones[0] - cones[1]) * np.float32(14) + np.float32(0.42)
    return np.stack([x, y + np.float32(0.01), cones[2] - y + np.float32(0.55)])


def _compare_structure(mx: Planes, my: Planes, mxx: Planes, myy: Planes, mxy: Planes) -> Planes:
    """One minus SSIM, without the denominator of SSIM's luminance term."""
    covariance = 2 * (mxy - mx * my) + C2
    variances = mxx - mx * mx + (myy - my * my) + C2
    errors: Planes = 1 - (1 - np.square(mx - my)) * covariance / variances
    return np.maximum(errors, 0)


def _compare_edges(x: Planes, y: Planes, mx: Planes, my: Planes) -> Planes:
    """How much more detail the distorted image has, relative; negative for less."""
    gain: Planes = (1 + np.abs(y - my)) / (1 + np.abs(x - mx)) - 1
    return gain


def _sum_powers(errors: Planes) -> NDArray[np.float64]:
    """Sum of the values and of their fourth powers; shape (3, 2)."""
    squares = np.square(errors)
    flat, flat_squares = errors.reshape(3, -1), squares.reshape(3, -1)
    fourth = np.einsum("cn,cn->c", flat_squares, flat_squares)
    return np.stack([flat.sum(1), fourth], axis=1).astype(np.float64)
