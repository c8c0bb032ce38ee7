"""What a bot sees in a picture: decided from the PNG's pixels, never from what the server knows."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image as Pillow
from scipy import ndimage

from imgcodecs.blind import quick_png_bytes
from imgcodecs.metrics import ssimulacra2
from imgcodecs.types import Image
from raters.proving import displays
from raters.proving.eyes import EYES
from raters.proving.reading import read_plate

FAINT = 3  # code values; a shape that differs from its ground by more is seen
LEAST_SHAPE_PX = 50
SLOPE = 0.1  # of the strength, logistic: how fast seeing sets in around the threshold
NAMES = ("original", "a", "b")  # of a trial's pictures; some studies show no original
SHARP_GAP = 0.1  # of the log of sharpness, logistic
GAP = 4.0  # points of SSIMULACRA2, logistic: a copy closer by so much is preferred by 73 %


def open_png(data: bytes) -> Image:
    with Pillow.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


def halve_chroma(data: bytes) -> bytes:
    """The picture as a remote desktop brings it: one colour for 2x2 pixels, luma untouched."""
    codes = displays.halve_chroma(open_png(data).astype(np.float32))
    return quick_png_bytes(np.clip(np.rint(codes), 0, 255).astype(np.uint8))


def count_shapes(data: bytes) -> int:
    """Shapes on an even ground."""
    grey = open_png(data)[:, :, 1].astype(int)
    seen = np.abs(grey - int(np.median(grey))) > FAINT
    labels, count = ndimage.label(seen)
    sizes = ndimage.sum_labels(seen, labels, np.arange(1, count + 1))
    return int((np.asarray(sizes) >= LEAST_SHAPE_PX).sum())


def distance(original: Image, candidate: Image) -> float:
    """100 minus SSIMULACRA2: 0 for the same picture."""
    return 100.0 - ssimulacra2(original, candidate)


def tell_original(pictures: dict[str, bytes], threshold: float, rng: np.random.Generator) -> str:
    """Which of `first` and `second` is the original itself, seen or guessed."""
    original = open_png(pictures["original"])
    away = {side: distance(original, open_png(pictures[side])) for side in ("first", "second")}
    truth = min(away, key=lambda side: away[side])
    strength = max(away.values()) / 100
    sees = 1 / (1 + np.exp(-(strength - threshold) / SLOPE))
    return truth if rng.random() < 0.5 + sees / 2 else str(other_side(truth))


def other_side(side: str) -> str:
    return "second" if side == "first" else "first"


def prefer(pictures: dict[str, bytes], rng: np.random.Generator) -> str:
    """Which of `a` and `b` is closer to the original; without one, which is the sharper."""
    a, b = (open_png(pictures[side]) for side in ("a", "b"))
    if "original" in pictures:
        original = open_png(pictures["original"])
        odds = (distance(original, b) - distance(original, a)) / GAP
    else:
        odds = (sharpness(a) - sharpness(b)) / SHARP_GAP
    return "a" if rng.random() < 1 / (1 + np.exp(-odds)) else "b"


def sharpness(image: Image) -> float:
    """Log of the mean slope of luma: a crude eye, for rehearsals alone."""
    luma = image.astype(np.float64) @ (0.2126, 0.7152, 0.0722)
    return float(
        np.log(np.abs(np.diff(luma, axis=1)).mean() + np.abs(np.diff(luma, axis=0)).mean() + 1e-6)
    )


def read_disc(data: bytes, eye: str, rng: np.random.Generator) -> str:
    """The digit on a plate, read by an eye from the pixels, or guessed where it sees none."""
    return read_plate(data, eye=EYES[eye], display=displays.DISPLAYS["srgb"], rng=rng)
