"""VMAF and MS-SSIM of luma, by the libvmaf of the bundled ffmpeg, in one run.

VMAF: Li, Z. et al. (2016), model ``vmaf_v0.6.1``, which libvmaf carries; not the NEG model. The
pair is one frame each, so the model's motion feature is 0, as for a still shot. MS-SSIM: Wang, Z.,
Simoncelli, E. and Bovik, A. (2003).

Both see luma alone: BT.709, full range, 10 bit, computed here, so that ffmpeg converts nothing. The
chroma planes it is handed are empty, that is all neutral.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgcodecs.adapters.ffmpeg import ONE_THREAD, QUIET, find_ffmpeg
from imgcodecs.colour import BLUE, GREEN, RED
from imgcodecs.metrics.shapes import check_same_shape
from imgcodecs.programs import run_program
from imgcodecs.types import Image

LEAST_SIDE_VMAF = 32  # pixels; at 16 and below libvmaf reads outside its buffers and crashes
LEAST_SIDE_MS_SSIM = 176  # pixels; an 11-pixel window at the fifth of five scales
PEAK, MIDDLE = 1023, 512  # 10-bit code values of white and of neutral chroma
MODEL = "version=vmaf_v0.6.1"
FORMAT = (
    *("-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-color_range", "pc"),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
)


@dataclass(frozen=True, slots=True)
class LumaScores:
    """What libvmaf says of a pair."""

    vmaf: float  # 0 to 100
    ms_ssim: float | None  # at most 1; None below 176 pixels a side


def score_luma(reference: Image, distorted: Image) -> LumaScores:
    """Run libvmaf on a pair, both sides at least 32 pixels, on one thread.

    Raises
    ------
    ValueError
        The images differ in shape or are too small.
    CodecError
        There is no ffmpeg, or its libvmaf fails.
    """
    check_same_shape(reference, distorted)
    height, width = reference.shape[:2]
    if min(height, width) < LEAST_SIDE_VMAF:
        raise ValueError(f"VMAF needs {LEAST_SIDE_VMAF} pixels a side, got {reference.shape}")
    ms_ssim = min(height, width) >= LEAST_SIDE_MS_SSIM
    log = run_program(
        codec="vmaf",
        argv=_write_argv(height=height, width=width, ms_ssim=ms_ssim),
        files={"reference.yuv": _pack(reference), "distorted.yuv": _pack(distorted)},
        output="log.json",
    )
    scores = json.loads(log)["frames"][0]["metrics"]
    return LumaScores(vmaf=scores["vmaf"], ms_ssim=scores["float_ms_ssim"] if ms_ssim else None)


def _write_argv(*, height: int, width: int, ms_ssim: bool) -> list[str]:
    size = ("-s", f"{width}x{height}")
    feature = ":feature=name=float_ms_ssim" if ms_ssim else ""
    return [
        *(find_ffmpeg("vmaf"), *QUIET, *ONE_THREAD, "-filter_threads", "1"),
        *(*FORMAT, *size, "-i", "distorted.yuv", *FORMAT, *size, "-i", "reference.yuv"),
        *("-lavfi", f"libvmaf=model={MODEL}:log_fmt=json:log_path=log.json:n_threads=0{feature}"),
        *("-f", "null", "-"),
    ]


def _pack(image: Image) -> bytes:
    height, width = image.shape[:2]
    chroma = np.full(2 * ((height + 1) // 2) * ((width + 1) // 2), MIDDLE, "<u2")
    return convert_to_luma(image).tobytes() + chroma.tobytes()


def convert_to_luma(image: Image) -> NDArray[np.uint16]:
    """Luma of 8-bit sRGB, shape (height, width, 3): BT.709, full range, 0 to 1023."""
    red, green, blue = np.moveaxis(image.astype(np.float32) / 255, 2, 0)
    luma: NDArray[np.float32] = np.rint((RED * red + GREEN * green + BLUE * blue) * PEAK)
    return luma.astype("<u2")
