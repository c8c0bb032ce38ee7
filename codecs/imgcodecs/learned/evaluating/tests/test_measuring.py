from __future__ import annotations

import math

import numpy as np
import pytest

from imgcodecs.learned.evaluating.measuring import (
    find_feature_distance,
    find_text_error,
    find_tile_error,
    to_decibels,
)

GREY = np.full((128, 128, 3), 100, np.uint8)


def test_a_tint_of_one_tile_is_its_jump() -> None:
    decoded = GREY.copy()
    decoded[:64, :64] += 10  # two of the four borders' halves jump by 10
    assert find_tile_error(GREY, decoded, tile=64) == pytest.approx(10 / 255 / 2)


def test_a_tint_of_everything_and_fine_noise_jump_nowhere() -> None:
    checkers = (np.indices((128, 128)).sum(0) % 2)[..., None].astype(np.uint8)
    for decoded in (GREY + 10, (GREY + 2 * checkers).astype(np.uint8)):
        assert find_tile_error(GREY, decoded, tile=64) == pytest.approx(0, abs=1e-9)


def test_a_picture_of_one_tile_has_no_border() -> None:
    assert math.isnan(find_tile_error(GREY, GREY, tile=504))


def test_errors_count_inside_the_text_only() -> None:
    text = np.zeros((128, 128), np.uint8)
    text[:10] = 1
    decoded = GREY.copy()
    decoded[5:20] += 51
    assert find_text_error(GREY, decoded, text) == pytest.approx(0.1)
    assert math.isnan(find_text_error(GREY, decoded, 0 * text))


def test_the_feature_distance_rises_with_noise() -> None:
    rng = np.random.default_rng(1)
    photograph = np.kron(rng.integers(0, 256, (16, 16, 3)), np.ones((8, 8, 1))).astype(np.uint8)
    noisy = [
        np.clip(photograph + rng.normal(0, sigma, photograph.shape), 0, 255).astype(np.uint8)
        for sigma in (0, 5, 30)
    ]
    distances = [find_feature_distance(photograph, decoded) for decoded in noisy]
    assert distances[0] == 0 < distances[1] < distances[2]
    assert to_decibels(0.1) == pytest.approx(10)
