from __future__ import annotations

import bjontegaard
import numpy as np
import pytest

from imgcodecs.comparing.bd_rate import find_bd_rate
from imgcodecs.comparing.curves import Curve


def curve(*points: tuple[float, float]) -> Curve:
    bpp, quality = np.array(points, np.float64).T
    return Curve(bpp, quality)


# Rates and PSNR of the example that comes with the `bjontegaard` package: H.264 against H.265.
ANCHOR = curve((9487.76, 40.037), (4593.60, 38.615), (2486.44, 36.845), (1358.24, 34.851))
TEST = curve((9787.80, 40.121), (4469.00, 38.651), (2451.52, 36.970), (1356.24, 34.987))


def by_rate(unsorted: Curve) -> Curve:
    order = np.argsort(unsorted.bpp)
    return Curve(unsorted.bpp[order], unsorted.quality[order])


def test_it_agrees_with_the_bjontegaard_package_on_its_example() -> None:
    expected = bjontegaard.bd_rate(
        ANCHOR.bpp, ANCHOR.quality, TEST.bpp, TEST.quality, method="pchip"
    )
    found = find_bd_rate(test=by_rate(TEST), anchor=by_rate(ANCHOR))
    assert found.difference == pytest.approx(expected / 100, abs=1e-6)
    assert found.note == ""


def test_it_agrees_with_the_package_on_random_rising_curves() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        rates = [np.sort(rng.uniform(0.05, 2, 7)) for _ in range(2)]
        qualities = [np.cumsum(rng.uniform(0.5, 3, 7)) + 28 + shift for shift in (0, 0.5)]
        expected = bjontegaard.bd_rate(
            *(rates[0], qualities[0], rates[1], qualities[1]), method="pchip", min_overlap=0
        )
        test, anchor = Curve(rates[1], qualities[1]), Curve(rates[0], qualities[0])
        found = find_bd_rate(test=test, anchor=anchor).difference
        assert found is not None
        assert (found - expected / 100) / (1 + found) == pytest.approx(0, abs=1e-6)


def test_half_the_rate_is_a_saving_of_half() -> None:
    half = Curve(ANCHOR.bpp[::-1] / 2, ANCHOR.quality[::-1])
    assert find_bd_rate(test=half, anchor=by_rate(ANCHOR)).difference == pytest.approx(-0.5)


def test_what_does_not_overlap_is_refused() -> None:
    found = find_bd_rate(
        test=curve((1, 50), (2, 60)), anchor=curve((1, 30), (2, 50))
    )  # they touch, no more
    assert found.difference is None
    assert found.note == "the qualities do not overlap"


def test_one_rate_is_refused() -> None:
    for single in (curve((1, 50)), curve((1, 50), (2, 50)), Curve(np.array([]), np.array([]))):
        found = find_bd_rate(test=single, anchor=curve((1, 30), (2, 60)))
        assert found.difference is None
        assert found.note == "needs two rates of different quality"


def test_a_curve_that_falls_is_pooled_and_said() -> None:
    falling = curve((1, 30), (2, 41), (4, 39), (8, 50))
    pooled = curve((1, 30), (8**0.5, 40), (8, 50))
    anchor = curve((1, 25), (10, 55))
    found = find_bd_rate(test=falling, anchor=anchor)
    assert found.difference == pytest.approx(find_bd_rate(test=pooled, anchor=anchor).difference)
    assert found.note == "the test's quality does not rise with every rate"


def test_little_overlap_is_said() -> None:
    found = find_bd_rate(test=curve((1, 30), (2, 40)), anchor=curve((1, 39), (2, 60)))
    assert found.overlap == pytest.approx(0.1)
    assert found.note == "the qualities overlap little"
