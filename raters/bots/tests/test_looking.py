from __future__ import annotations

import numpy as np
import pytest

from imgcodecs.blind import png_bytes
from raters.bots.looking import count_shapes, halve_chroma, open_png, prefer, tell_original
from raters.checks.patches import draw_patch


@pytest.mark.parametrize("tone", ["dark", "light"])
@pytest.mark.parametrize("shapes", [2, 5, 7])
def test_it_counts_faint_shapes_from_the_pixels(tone: str, shapes: int) -> None:
    for seed in range(5):
        assert count_shapes(draw_patch(tone=tone, shapes=shapes, seed=(seed,))) == shapes


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (64, 64, 3), np.uint8)


def test_a_remote_desktop_keeps_luma_and_blurs_colour() -> None:
    red_blue = np.zeros((64, 64, 3), np.uint8)
    red_blue[:, 0::2, 0] = red_blue[:, 1::2, 2] = 200
    seen = open_png(halve_chroma(png_bytes(red_blue)))
    assert np.ptp(seen[:, :, 0].astype(int)) < np.ptp(red_blue[:, :, 0])
    grey = np.repeat(noise()[:, :, :1], 3, axis=2)
    assert np.abs(open_png(halve_chroma(png_bytes(grey))).astype(int) - grey).max() <= 1


def test_an_obvious_copy_is_told_and_an_equal_one_guessed() -> None:
    original, copy = png_bytes(noise()), png_bytes(noise(1))
    rng = np.random.default_rng(0)
    plain = {"original": original, "first": copy, "second": original}
    assert [tell_original(plain, 0.3, rng) for _ in range(20)] == ["second"] * 20
    same = {"original": original, "first": original, "second": original}
    told = [tell_original(same, 0.3, rng) for _ in range(100)]
    assert 30 < told.count("first") < 100


def test_the_closer_of_two_is_preferred() -> None:
    original = noise()
    near = np.clip(original.astype(int) + 3, 0, 255).astype(np.uint8)
    pictures = {"original": png_bytes(original), "a": png_bytes(noise(1)), "b": png_bytes(near)}
    rng = np.random.default_rng(0)
    assert [prefer(pictures, rng) for _ in range(10)] == ["b"] * 10
