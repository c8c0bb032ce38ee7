"""Colours as the file means them, converted to sRGB."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms

from imgcodecs.png import read_chunks

SRGB_CICP = (1, 13, 0, 1)  # primaries, transfer, matrix, full range
SRGB_CHROMATICITIES = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
SRGB_GAMMA = 1 / 2.2
GAMMA_TOLERANCE = 0.05  # relative: the threshold libpng uses too
SAME = 2  # code values: profiles of sRGB differ from one another by this much


def convert_to_srgb(image: Pillow.Image, *, tags: Pillow.Image, path: Path) -> Pillow.Image:
    """Return an RGB image in sRGB.

    Parameters
    ----------
    image : PIL.Image.Image
        Mode L or RGB, the pixels as stored.
    tags : PIL.Image.Image
        The opened file, for its profile, gamma and primaries.
    path : Path
        The file, for its cICP chunk.

    Raises
    ------
    ValueError
        The file states colours that are not converted here, or its profile is broken.
    """
    cicp = _read_cicp(path) if tags.format == "PNG" else None
    if cicp is not None:
        if cicp != SRGB_CICP:
            raise ValueError(f"its cICP chunk says {cicp}; only sRGB, {SRGB_CICP}, is read")
        return image.convert("RGB")
    if tags.info.get("icc_profile"):
        return _apply_profile(image, tags.info["icc_profile"])
    if "srgb" in tags.info or tags.format != "PNG":
        return image.convert("RGB")
    _check_primaries(tags.info.get("chromaticity"))
    return _apply_gamma(image.convert("RGB"), tags.info.get("gamma"))


def _read_cicp(path: Path) -> tuple[int, ...] | None:
    for name, content in read_chunks(path.read_bytes()):
        if name == "cICP":
            return tuple(content)
    return None


def _apply_profile(image: Pillow.Image, profile: bytes) -> Pillow.Image:
    try:
        stated = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = stated.profile.xcolor_space.strip()
        image = image.convert({"GRAY": "L", "RGB": "RGB"}.get(space, image.mode))
        transform = ImageCms.buildTransform(
            stated,
            ImageCms.createProfile("sRGB"),
            image.mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise ValueError(f"its ICC profile cannot be used: {error}") from error
    if _changes_nothing(transform, image.mode):
        return image.convert("RGB")
    return transform.apply(image)


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    # An sRGB profile, applied, would still move many pixels by a code value: leave them alone.
    levels = np.arange(0, 256, 15, dtype=np.uint8)
    if mode == "L":
        patches = Pillow.fromarray(levels[None, :])
    else:
        grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1)
        patches = Pillow.fromarray(grid.reshape(1, -1, 3))
    before = np.asarray(patches.convert("RGB"), np.int16)
    after = np.asarray(transform.apply(patches), np.int16)
    return bool(np.abs(after - before).max() <= SAME)


def _check_primaries(chromaticities: tuple[float, ...] | None) -> None:
    if chromaticities is None:
        return
    if np.abs(np.subtract(chromaticities, SRGB_CHROMATICITIES)).max() > 0.01:
        raise ValueError(
            f"its cHRM chunk gives primaries other than sRGB's, {chromaticities}; "
            "convert it to sRGB or embed an ICC profile"
        )


def _apply_gamma(image: Pillow.Image, gamma: float | None) -> Pillow.Image:
    if not gamma or abs(gamma / SRGB_GAMMA - 1) <= GAMMA_TOLERANCE:
        return image
    light = np.linspace(0, 1, 256) ** (1 / gamma)
    table = np.rint(255 * _encode_srgb(light)).astype(int).tolist()
    return image.point(table * 3)


def _encode_srgb(light: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
