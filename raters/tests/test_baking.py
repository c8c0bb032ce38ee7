from __future__ import annotations

import math

import numpy as np
import pytest
import skimage.data

from imgcodecs.registry import load_codec
from raters import baking
from raters.baking import Recipe, bake_series, find_steps, read_codec, spread_strengths


@pytest.mark.parametrize("steps", [30, 64, 253])
@pytest.mark.parametrize("bend", [0.4, 1.0, 2.5])
def test_it_finds_the_steps_of_wanted_strengths_with_few_encodes(steps: int, bend: float) -> None:
    measured: list[int] = []

    def measure(index: int) -> float:
        measured.append(index)
        return 1.3 * (1 - index / (steps - 1)) ** bend

    targets = spread_strengths(3)
    found = find_steps(measure, steps=steps, targets=targets)
    assert len(set(found)) == len(targets)
    # As near as the steps are fine.
    for step, target in zip(found, targets, strict=True):
        nearest = min(abs(measure(index) - target) for index in range(steps))
        assert abs(measure(step) - target) <= max(2 * nearest, 0.03)


def test_it_takes_few_encodes() -> None:
    measured: set[int] = set()

    def measure(index: int) -> float:
        measured.add(index)
        return 1.2 / (1 + math.exp((index - 30) / 8))

    find_steps(measure, steps=100, targets=spread_strengths(0))
    assert len(measured) <= 5 + 3 * 6


def test_a_codec_of_few_or_odd_steps_gives_no_step_twice() -> None:
    rng = np.random.default_rng(0)
    noise = rng.uniform(0, 1, 40)
    found = find_steps(lambda index: noise[index], steps=40, targets=spread_strengths(1))
    assert len(set(found)) == 6
    flat = find_steps(lambda index: 0.0, steps=6, targets=spread_strengths(1))
    assert sorted(flat) == list(range(6))


def test_strengths_of_many_series_cover_the_ladder_evenly() -> None:
    strengths = sorted(s for number in range(18) for s in spread_strengths(number))
    assert strengths[0] < 0.06 and strengths[-1] > 0.97
    assert max(np.diff(strengths)) < 0.03


def test_a_series_has_the_strengths_it_was_asked_for() -> None:
    window = np.ascontiguousarray(skimage.data.camera()[100:260, 200:360, None].repeat(3, axis=2))
    codec = load_codec("jpeg")
    recipes = [Recipe("camera", window, codec, strength=each) for each in (0.2, 0.4, 0.6)]
    baked = bake_series(recipes)
    assert [each.recipe for each in baked] == recipes
    for item, wanted in zip(baked, (0.2, 0.4, 0.6), strict=True):
        assert item.strength == pytest.approx(wanted, abs=0.05)
        assert item.decoded.shape == window.shape


def test_what_makes_another_picture_makes_another_digest() -> None:
    window = np.zeros((8, 8, 3), np.uint8)
    one = Recipe("a", window, load_codec("jpeg"), strength=0.5)
    same = Recipe("another name", window.copy(), load_codec("jpeg"), strength=0.5)
    others = [
        Recipe("a", window, load_codec("jpeg"), strength=0.6),
        Recipe("a", window, load_codec("jpeg"), quality=0.5),
        Recipe("a", window, load_codec("webp"), strength=0.5),
        Recipe("a", window + 1, load_codec("jpeg"), strength=0.5),
    ]
    assert one.digest == same.digest
    assert len({each.digest for each in [one, *others]}) == 5


def test_a_codec_is_named_with_settings_and_qualities() -> None:
    codec, qualities = read_codec("av1:cpu_used=6@53,41")
    assert (codec.name, codec.options["cpu_used"], qualities) == ("av1", 6, (53.0, 41.0))
    assert read_codec("jpeg")[1] is None


def test_a_window_is_cut_where_there_is_detail() -> None:
    picture = np.full((500, 900, 3), 128, np.uint8)
    picture[:, 500:] = np.random.default_rng(0).integers(0, 256, (500, 400, 3))
    window = baking.cut_window(picture, np.random.default_rng(0))
    assert window.shape == (400, 400, 3)
    assert baking.measure_detail(window) > baking.measure_detail(picture[:400, :400])
    assert baking.cut_window(picture[:50, :60], np.random.default_rng(0)).shape == (50, 60, 3)
