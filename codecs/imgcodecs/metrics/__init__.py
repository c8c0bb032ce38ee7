"""Objective measures of a decoded image against its reference (docs/metrics.md)."""

from imgcodecs.metrics.measures import METRICS_VERSION, Measures, measure_pair
from imgcodecs.metrics.peak_signal import psnr_db
from imgcodecs.metrics.ssimulacra import ssimulacra2

__all__ = [
    "METRICS_VERSION",
    "Measures",
    "measure_pair",
    "psnr_db",
    "ssimulacra2",
]
