"""What the metrics are called, and where each is defined."""

from __future__ import annotations

from dataclasses import dataclass

from imgcodecs.metrics import ssimulacra, structural, vmaf


@dataclass(frozen=True, slots=True)
class Metric:
    """Facts about a metric."""

    name: str  # column of manifest.csv and field of Measures
    label: str  # in pictures and tables
    unit: str  # behind a value; empty for a plain number
    limits: str  # in words
    decimals: int  # worth printing
    least_side: int = 1  # pixels; not defined for smaller images


METRICS = {
    metric.name: metric
    for metric in (
        Metric("psnr_db", "PSNR", "dB", "no upper limit", 3),
        Metric("ms_ssim", "MS-SSIM", "", "0 to 1", 6, structural.LEAST_SIDE),
        Metric("vmaf", "VMAF", "", "0 to 100", 3, vmaf.LEAST_SIDE),
        Metric("ssimulacra2", "SSIMULACRA2", "", "at most 100", 3, ssimulacra.LEAST_SIDE),
    )
}
