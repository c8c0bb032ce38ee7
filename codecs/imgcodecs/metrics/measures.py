"""All objective measures of a pair at once."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.metrics.peak_signal import psnr_db
from imgcodecs.metrics.ssimulacra import is_affordable, ssimulacra2
from imgcodecs.metrics.vmaf import LEAST_SIDE_VMAF, LumaScores, score_luma
from imgcodecs.types import Image

METRICS_VERSION = "1"  # changes whenever a measure of the same pair would come out different


@dataclass(frozen=True, slots=True)
class Measures:
    """Objective measures of a decoded image; None where one is not defined for its size."""

    psnr_db: float  # of RGB; infinite when equal
    ms_ssim: float | None  # of luma, at most 1
    vmaf: float | None  # of luma, 0 to 100
    ssimulacra2: float | None  # at most 100


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
    psnr = psnr_db(reference, distorted)
    luma = _score_luma(reference, distorted)
    return Measures(
        psnr_db=psnr,
        ms_ssim=luma.ms_ssim if luma else None,
        vmaf=luma.vmaf if luma else None,
        ssimulacra2=ssimulacra2(reference, distorted) if is_affordable(reference) else None,
    )


def _score_luma(reference: Image, distorted: Image) -> LumaScores | None:
    if min(reference.shape[:2]) < LEAST_SIDE_VMAF:
        return None
    return score_luma(reference, distorted)
