from __future__ import annotations

import colour as colour_science
import numpy as np
import pytest

from raters.proving.displays import (
    ADOBE_RGB,
    D65,
    DISPLAY_P3,
    DISPLAYS,
    SRGB,
    halve_chroma,
    show_dithered,
    xyz_from_channels,
)

CODES = np.random.default_rng(0).uniform(0, 255, (50, 3))


def test_a_perfect_display_gives_the_light_of_srgb() -> None:
    light = DISPLAYS["srgb"].adapted_light(CODES)
    expected = colour_science.eotf(CODES / 255, "sRGB")
    np.testing.assert_allclose(light, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("primaries", "name"),
    [(SRGB, "sRGB"), (DISPLAY_P3, "Display P3"), (ADOBE_RGB, "Adobe RGB (1998)")],
)
def test_primaries_are_those_of_the_standards(primaries: tuple, name: str) -> None:
    matrix = colour_science.RGB_COLOURSPACES[name].matrix_RGB_to_XYZ
    np.testing.assert_allclose(xyz_from_channels(primaries, D65), matrix, atol=2e-3)


@pytest.mark.parametrize("name", DISPLAYS)
def test_every_display_shows_grey_as_grey_to_the_adapted_eye(name: str) -> None:
    greys = np.repeat([[40.0], [128.0], [255.0]], 3, axis=1)
    light = DISPLAYS[name].adapted_light(greys)
    np.testing.assert_allclose(light[:, 0], light[:, 1], atol=1e-6)
    np.testing.assert_allclose(light[:, 2], light[:, 1], atol=1e-6)
    np.testing.assert_allclose(light[2], 1, atol=1e-6)


def test_whites_are_those_of_their_colour_temperatures() -> None:
    daylight = colour_science.temperature.CCT_to_xy_CIE_D(5003)
    np.testing.assert_allclose(DISPLAYS["white5000"].white, daylight, atol=1e-3)
    for name, kelvin in (("white9300", 9300), ("night", 3400)):
        black_body = colour_science.temperature.CCT_to_xy_Kang2002(kelvin)
        np.testing.assert_allclose(DISPLAYS[name].white, black_body, atol=1e-3)


def test_a_wide_gamut_makes_colours_stronger_and_is_not_clamped() -> None:
    red = np.array([[255.0, 0, 0]])
    for name in ("p3", "adobe"):
        light = DISPLAYS[name].adapted_light(red if name == "p3" else red[:, [1, 0, 2]])
        assert light.min() < -0.03


def test_six_bits_have_64_steps_and_a_dither_keeps_their_mean() -> None:
    ramp = np.repeat(np.arange(256.0)[:, None], 3, axis=1)
    assert len(np.unique(DISPLAYS["six_bit"].light(ramp)[:, 0])) == 64
    even = np.full((64, 64, 3), 102.3, np.float32)
    shown = show_dithered(even)
    assert len(np.unique(shown)) == 2
    assert abs(float(shown.mean()) - 102.3) < 0.2


def test_halved_chroma_keeps_luma_and_evens_colour_over_four_pixels() -> None:
    image = np.random.default_rng(1).uniform(90, 160, (9, 8, 3)).astype(np.float32)
    shown = halve_chroma(image)
    luma = [0.299, 0.587, 0.114]
    np.testing.assert_allclose(shown @ luma, image @ luma, atol=1e-3)
    chroma = shown - (shown @ luma)[..., None]
    np.testing.assert_allclose(chroma[2, 4], chroma[3, 5], atol=1e-3)
    np.testing.assert_array_equal(shown[8], image[8])
