from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from imgcodecs.metrics import measure_pair, psnr_db, ssimulacra2
from imgcodecs.metrics.catalogue import METRICS
from imgcodecs.metrics.measures import Measures
from imgcodecs.metrics.structural import ms_ssim
from imgcodecs.metrics.tests.pairs import jpeg, pair
from imgcodecs.metrics.vmaf import vmaf
from imgcodecs.tests.pictures import open_photograph


def test_psnr_of_known_errors() -> None:
    black = np.zeros((10, 10, 3), np.uint8)
    assert psnr_db(black, black) == math.inf
    assert psnr_db(black, black + 255) == 0
    assert psnr_db(black, black + 1) == pytest.approx(48.1308, abs=1e-4)


def test_psnr_is_that_of_scikit_image() -> None:
    image, coded = pair(quality=30)
    expected = peak_signal_noise_ratio(image, coded)
    assert psnr_db(image, coded) == pytest.approx(expected, abs=1e-12)


def test_every_measure_falls_with_quality() -> None:
    image = open_photograph(height=200, width=200)
    high, middle, low = (measure_pair(image, jpeg(image, quality)) for quality in (95, 50, 10))
    for name in METRICS:
        assert getattr(high, name) > getattr(middle, name) > getattr(low, name)


def test_equal_images_score_best() -> None:
    image = open_photograph(height=170, width=170)
    same = measure_pair(image, image)
    assert (same.psnr_db, same.ssimulacra2) == (math.inf, 100)
    assert same.ms_ssim == pytest.approx(1, abs=1e-6)
    # The model of VMAF gives a still image 97.43 at most, see docs/metrics.md.
    assert same.vmaf == pytest.approx(97.428, abs=0.01)


def test_measures_that_are_not_defined_for_a_size_are_none() -> None:
    image = open_photograph("astronaut.png", height=300, width=300)
    for metric in METRICS.values():
        side = metric.least_side
        assert getattr(measure_pair(image[:side], image[:side]), metric.name) is not None
        if side > 1:
            smaller = measure_pair(image[: side - 1], image[: side - 1])
            assert getattr(smaller, metric.name) is None


def test_the_catalogue_names_every_measure() -> None:
    assert list(METRICS) == list(asdict(Measures(1.0, None, None, None)))


def test_they_refuse_different_shapes_and_small_images() -> None:
    image = open_photograph(height=160, width=300)
    for measure in (psnr_db, ms_ssim, vmaf, ssimulacra2, measure_pair):
        with pytest.raises(ValueError, match=r"differ in shape: \(160, 300, 3\) .*\(159, 300, 3\)"):
            measure(image, image[1:])
    for measure, message in (
        (ms_ssim, "MS-SSIM needs 161 pixels a side, got 300x160"),
        (vmaf, "VMAF needs 96 pixels a side, got 300x95"),
        (ssimulacra2, "SSIMULACRA2 needs 8 pixels a side, got 300x7"),
    ):
        cut = image[: int(message.rsplit("x", 1)[1])]
        with pytest.raises(ValueError, match=message):
            measure(cut, cut)


def test_it_loads_nothing_heavy() -> None:
    code = (
        "import imgcodecs.metrics, sys; assert not {'torch', 'scipy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
