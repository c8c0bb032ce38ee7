"""VMAF of luma (Li, Z. et al., 2016), by the libvmaf of the bundled ffmpeg.

Model ``vmaf_v0.6.1``, which libvmaf carries: the one for a television at three heights, not the NEG
one, not the one for phones. A pair is one frame each, so the model's motion feature is 0, as for a
still shot, and equal images score about 97.4 rather than 100.

VMAF sees luma alone: BT.709, limited range as the videos it was trained on, 10 bit, computed here,
so that ffmpeg converts nothing. The chroma planes it is handed besides are empty, all neutral.
"""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from imgcodecs.adapters.ffmpeg import ONE_THREAD, QUIET, find_ffmpeg
from imgcodecs.colour import BLUE, GREEN, RED
from imgcodecs.metrics.shapes import check_least_side, check_same_shape
from imgcodecs.programs import run_program
from imgcodecs.types import Image

LEAST_SIDE = 96  # pixels; from here on two implementations agree; up to 16 libvmaf crashes
BLACK, WHITE, NEUTRAL = 64, 940, 512  # 10-bit code values, limited range
MODEL = "version=vmaf_v0.6.1"
LUMA = np.arange(256, dtype=np.float32) / 255 * np.array([[RED], [GREEN], [BLUE]], np.float32)
FORMAT = (
    *("-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-color_range", "tv"),
    *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1"),
)


def vmaf(reference: Image, distorted: Image) -> float:
    """VMAF, on one thread.

    Parameters
    ----------
    reference, distorted : ndarray, shape (height, width, 3)
        8-bit sRGB, both sides at least 96 pixels.

    Returns
    -------
    float
        0 to 100.

    Raises
    ------
    ValueError
        The images differ in shape or are too small.
    CodecError
        There is no ffmpeg, or its libvmaf fails.
    """
    check_same_shape(reference, distorted)
    check_least_side("VMAF", reference, LEAST_SIDE)
    height, width = reference.shape[:2]
    log = run_program(
        codec="vmaf",
        argv=_write_argv(height=height, width=width),
        files={"reference.yuv": _pack(reference), "distorted.yuv": _pack(distorted)},
        output="log.json",
    )
    return float(json.loads(log)["frames"][0]["metrics"]["vmaf"])


def convert_to_luma(image: Image) -> NDArray[np.uint16]:
    """Luma of 8-bit sRGB, shape (height, width, 3): BT.709, limited range, 64 to 940."""
    luma = LUMA[0][image[..., 0]]
    luma += LUMA[1][image[..., 1]]
    luma += LUMA[2][image[..., 2]]
    luma *= WHITE - BLACK
    luma += BLACK
    rounded: NDArray[np.float32] = np.rint(luma, out=luma)
    return rounded.astype("<u2")


def _write_argv(*, height: int, width: int) -> list[str]:
    size = ("-s", f"{width}x{height}")
    return [
        *(find_ffmpeg("vmaf"), *QUIET, *ONE_THREAD, "-filter_threads", "1"),
        *(*FORMAT, *size, "-i", "distorted.yuv", *FORMAT, *size, "-i", "reference.yuv"),
        *("-lavfi", f"libvmaf=model={MODEL}:log_fmt=json:log_path=log.json:n_threads=0"),
        *("-f", "null", "-"),
    ]


def _pack(image: Image) -> bytes:
    height, width = image.shape[:2]
    chroma = np.full(2 * ((height + 1) // 2) * ((width + 1) // 2), NEUTRAL, "<u2")
    return convert_to_luma(image).tobytes() + chroma.tobytes()
