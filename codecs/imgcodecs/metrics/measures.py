"""All objective measures of a pair at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imgcodecs.metrics import ssimulacra, structural, vmaf
from imgcodecs.metrics.peak_signal import psnr_db
from imgcodecs.types import Image

METRICS_VERSION = "3"  # changes whenever a measure of the same pair would come out different


@dataclass(frozen=True, slots=True)
class Measures:
    """Objective measures of a decoded image; None where one is not defined for its size."""

    psnr_db: float  # of RGB; infinite when equal
    ms_ssim: float | None  # of RGB, 0 to 1; from 161 pixels a side
    vmaf: float | None  # of luma, 0 to 100; from 96 pixels a side
    ssimulacra2: float | None  # at most 100; from 8 pixels a side


def measure_pair(reference: Image, distorted: Image) -> Measures:
    """Compute every measure that is defined for the size of a pair.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB.

    Raises
    ------
    ValueError
        The images differ in shape.
    CodecError
        The program that computes VMAF is missing or fails.
    """

    def measure(function: Callable[[Image, Image], float], least_side: int) -> float | None:
        large_enough = min(reference.shape[:2]) >= least_side
        return function(reference, distorted) if large_enough else None

    return Measures(
        psnr_db=psnr_db(reference, distorted),
        ms_ssim=measure(structural.ms_ssim, structural.LEAST_SIDE),
        vmaf=measure(vmaf.vmaf, vmaf.LEAST_SIDE),
        ssimulacra2=measure(ssimulacra.ssimulacra2, ssimulacra.LEAST_SIDE),
    )
