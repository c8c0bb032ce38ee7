"""SSIMULACRA2 against published scores of the reference, and against the package for Python.

The scores are those that libjxl's `ssimulacra2` gave for synthetic pairs, as printed in the tests
of the Rust implementation imazen/ssimulacra2 (January 2026).
"""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from PIL import Image as Pillow
from scipy import ndimage
from ssimulacra2 import ssimulacra2 as package

from imgcodecs.metrics import ssimulacra_maps
from imgcodecs.metrics.ssimulacra import ssimulacra2
from imgcodecs.metrics.ssimulacra_maps import HALF_KERNEL
from imgcodecs.metrics.ssimulacra_weights import WEIGHTS
from imgcodecs.metrics.tests.pairs import pair
from imgcodecs.types import Image

SHIFTS = (5, 10, 20, 50)  # code values
PUBLISHED_SHIFTED = {  # side of a grey square -> score for each shift
    32: (98.80827382, 96.53114090, 93.79823220, 85.01409588),
    64: (91.52357693, 80.24289393, 56.05855584, -8.75942256),
    128: (88.54070876, 77.84296299, 54.27883917, -9.82383315),
    256: (89.73209436, 80.29149136, 59.77892918, -0.39085784),
}
PUBLISHED_RAMP, PUBLISHED_NOISE = -64.56872148, -47.33572558


def flat(side: int, value: int = 128) -> Image:
    return np.full((side, side, 3), value, np.uint8)


def make_noise(side: int, seed: int) -> Image:
    values, state = [], seed
    for _ in range(side * side * 3):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append(state >> 33 & 255)
    return np.array(values, np.uint8).reshape(side, side, 3)


def test_published_scores_of_detail_lost() -> None:
    ramp = np.repeat((np.arange(64) * 255 // 63).astype(np.uint8), 3).reshape(1, 64, 3)
    ramp = np.repeat(ramp, 64, axis=0)
    assert ssimulacra2(ramp, flat(64)) == pytest.approx(PUBLISHED_RAMP, abs=0.005)
    assert ssimulacra2(make_noise(64, 42), flat(64)) == pytest.approx(PUBLISHED_NOISE, abs=0.005)


@pytest.mark.parametrize("side", PUBLISHED_SHIFTED)
def test_published_scores_of_shifted_grey(side: int) -> None:
    # On flat grey the reference measures, besides the shift, the rounding noise of its own
    # recursive filter; hence the tolerance, the widest where the score is nearest to 100.
    scores = [ssimulacra2(flat(side), flat(side, 128 + shift)) for shift in SHIFTS]
    assert scores == pytest.approx(PUBLISHED_SHIFTED[side], abs=1.0 if side == 32 else 0.35)


def test_the_kernel_is_the_impulse_response_of_the_recursive_filter() -> None:
    impulse = np.zeros(41)
    impulse[20] = 1
    response = blur_recursively(impulse)[20:]
    assert response[:5] == pytest.approx(HALF_KERNEL, abs=1e-12)
    assert np.abs(response[5:]).max() < 1e-12


def blur_recursively(line: np.ndarray, sigma: float = 1.5) -> np.ndarray:
    """Charalampidis (2016), equations (33) to (57), with zeros beyond both ends."""
    radius = round(3.2795 * sigma + 0.2546)
    omega = np.array([1, 3, 5]) * math.pi / (2 * radius)
    sign = np.array([1, -1, 1])
    p = sign / np.tan(omega / 2)
    r = sign * p**2 / np.sin(omega)
    rho = np.exp(-((sigma * omega) ** 2) / 2) / radius
    d = [p[i] * r[j] - r[i] * p[j] for i, j in ((0, 1), (1, 2), (2, 0))]
    zeta = np.array([d[1], d[2], d[0]]) / d[0]
    beta = np.linalg.solve([p, r, zeta], [1, radius**2 - sigma**2, zeta @ rho])
    padded = np.pad(line, 2 * radius + 2)
    state, before, out = np.zeros(3), np.zeros(3), np.zeros(len(padded))
    for n in range(radius + 1, len(padded) - radius):
        entering = padded[n - radius - 1] + padded[n + radius - 1]
        gain = -beta * np.cos(omega * (radius + 1))
        state, before = gain * entering + 2 * np.cos(omega) * state - before, state
        out[n] = state.sum()
    return out[2 * radius + 2 : -2 * radius - 2]


def blur_as_the_reference(image: np.ndarray) -> np.ndarray:
    kernel = np.array([*HALF_KERNEL[:0:-1], *HALF_KERNEL])
    for axis in (0, 1):
        image = ndimage.correlate1d(image, kernel, axis, mode="constant", cval=0)
    return image


@pytest.mark.parametrize("quality", [10, 50, 90])
def test_the_package_agrees_once_it_filters_like_the_reference(
    quality: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, coded = pair(quality=quality)
    ours = ssimulacra2(image, coded)
    assert score_with_package(image, coded) < ours - 0.1
    monkeypatch.setattr(package, "blur_image", blur_as_the_reference)
    assert score_with_package(image, coded) == pytest.approx(ours, abs=5e-3)


def test_the_package_agrees_on_odd_sides_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "blur_image", blur_as_the_reference)
    image, coded = pair(quality=40, side=301)
    image, coded = image[:, :277], coded[:, :277]
    assert score_with_package(image, coded) == pytest.approx(ssimulacra2(image, coded), abs=5e-3)


def score_with_package(*images: Image) -> float:
    files = [io.BytesIO() for _ in images]
    for file, image in zip(files, images, strict=True):
        Pillow.fromarray(image).save(file, "PPM")
    return float(package.compute_ssimulacra2(*files))


def test_the_weights_are_those_of_the_package() -> None:
    assert np.array_equal(WEIGHTS.ravel(), package.weights)


def test_strips_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    image, coded = pair(quality=40)
    whole = ssimulacra2(image, coded)
    monkeypatch.setattr(ssimulacra_maps, "STRIP_PIXELS", 1)
    assert ssimulacra2(image, coded) == pytest.approx(whole, abs=1e-3)
