"""Displays, good and bad: from a picture's code values to the light that reaches an adapted eye.

A display has primaries, a white, a tone curve and a panel. What comes out is linear sRGB, as an eye
sees it that has adapted to the display's white (von Kries, in the cones of Smith and Pokorny). It
is not clamped: a wide gamut shows colours that sRGB has no code for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from raters.checks.colours import LMS_FROM_XYZ, XYZ_FROM_RGB, Floats

Pixels = NDArray[np.float32]  # code values, 0 to 255, shape (height, width, 3)
Chromaticity = tuple[float, float]  # x and y of CIE 1931

D65 = (0.3127, 0.3290)
SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
# Daylight of the CIE for 5000 kelvin; 9300 K and a night mode's 3400 K lie on the black-body curve.
WHITE_5000K = (0.3457, 0.3585)
WHITE_9300K = (0.2848, 0.2932)
WHITE_3400K = (0.4109, 0.3935)
PANEL_LEVELS = 63  # steps of a channel of six bits
# ITU-R BT.601, as JPEG and remote desktops use it.
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def show_plainly(codes: Pixels) -> Pixels:
    return codes


def show_dithered(codes: Pixels) -> Pixels:
    """Six bits, and the rest spread over the neighbours by a fixed pattern of 4 by 4 pixels."""
    rows, columns = (size // 4 + 1 for size in codes.shape[:2])
    pattern = np.tile(BAYER, (rows, columns))[: codes.shape[0], : codes.shape[1], None]
    levels = np.floor(codes / 255 * PANEL_LEVELS + pattern)
    return np.asarray(np.clip(levels, 0, PANEL_LEVELS) * 255 / PANEL_LEVELS)


BAYER = (
    np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) + 0.5
) / 16


def halve_chroma(codes: Pixels) -> Pixels:
    """One colour for every two by two pixels, each with its own luma: 4:2:0."""
    height, width = (size // 2 * 2 for size in codes.shape[:2])
    even = codes[:height, :width]
    luma = (even @ LUMA)[..., None]
    colour = even - luma
    blocks = (colour[::2, ::2] + colour[1::2, ::2] + colour[::2, 1::2] + colour[1::2, 1::2]) / 4
    out = codes.copy()
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        at = np.s_[row:height:2, column:width:2]
        out[at] = blocks + luma[row::2, column::2]
    return np.asarray(np.clip(out, 0, 255))


@dataclass(frozen=True, slots=True)
class Display:
    """How a screen turns code values into light."""

    label: str
    primaries: tuple[Chromaticity, ...] = SRGB
    white: Chromaticity = D65
    gamma: float | None = None  # None: the curve of sRGB
    levels: int = 255  # steps of a channel
    panel: Callable[[Pixels], Pixels] = show_plainly
    good: bool = False
    bound: bool = True  # whether the promised pass rates hold here, or it is only reported

    def adapted_light(self, codes: Floats) -> Floats:
        """Linear sRGB, shape (..., 3), as the adapted eye sees these code values."""
        return np.asarray(self.light(codes) @ adapt_to_srgb(self.primaries, self.white).T)

    def light(self, codes: Floats) -> Floats:
        """Linear light of the display's own channels, 0 to 1."""
        share = codes / 255
        if self.levels < 255:
            share = np.rint(share * self.levels) / self.levels
        if self.gamma is not None:
            return np.asarray(share**self.gamma)
        high = ((share + 0.055) / 1.055) ** 2.4
        return np.asarray(np.where(share <= 0.04045, share / 12.92, high))


def adapt_to_srgb(primaries: tuple[Chromaticity, ...], white: Chromaticity) -> Floats:
    """Matrix from a display's linear channels to linear sRGB, its white becoming sRGB's."""
    lms_from_display = LMS_FROM_XYZ @ xyz_from_channels(primaries, white)
    lms_from_srgb = LMS_FROM_XYZ @ XYZ_FROM_RGB
    gains = lms_from_srgb.sum(axis=1) / lms_from_display.sum(axis=1)
    return np.asarray(np.linalg.solve(lms_from_srgb, gains[:, None] * lms_from_display))


def xyz_from_channels(primaries: tuple[Chromaticity, ...], white: Chromaticity) -> Floats:
    columns = np.array([xyz_of(each) for each in primaries]).T
    return np.asarray(columns * np.linalg.solve(columns, xyz_of(white)))


def xyz_of(chromaticity: Chromaticity) -> Floats:
    x, y = chromaticity
    return np.array([x / y, 1.0, (1 - x - y) / y])


DISPLAYS: dict[str, Display] = {
    "srgb": Display("sRGB, as it should be", good=True),
    "gamma18": Display("gamma 1.8", gamma=1.8),
    "gamma20": Display("gamma 2.0", gamma=2.0),
    "gamma24": Display("gamma 2.4", gamma=2.4),
    "white5000": Display("white of 5000 K", white=WHITE_5000K),
    "white9300": Display("white of 9300 K", white=WHITE_9300K),
    "p3": Display("Display P3, not managed", primaries=DISPLAY_P3),
    "adobe": Display("Adobe RGB, not managed", primaries=ADOBE_RGB, gamma=2.2),
    "six_bit": Display("six bits a channel", levels=PANEL_LEVELS),
    "six_bit_dithered": Display("six bits, dithered", panel=show_dithered),
    "remote": Display("remote desktop, 4:2:0", panel=halve_chroma, bound=False),
    "night": Display("night mode, 3400 K", white=WHITE_3400K, bound=False),
}
