"""Rows of a manifest, made up or real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image as Pillow

from imgcodecs.manifest import ManifestRow, write_manifest
from imgcodecs.metrics.tests.pairs import jpeg
from imgcodecs.tests.pictures import open_photograph


def row(codec: str, bpp: float, *, source: str = "cat", **values: Any) -> ManifestRow:
    path = Path(f"{source}.png")
    size = {"width": 100, "height": 100}
    return ManifestRow(
        source=source, reference=path, codec=codec, decoded=path, bpp=bpp, **{**size, **values}
    )


def write_small_manifest(folder: Path, *, sources: tuple[str, ...] = ("cat", "dog")) -> Path:
    """Two codecs, JPEG and one of half its files, at three rates; no measures."""
    rows = []
    for number, source in enumerate(sources):
        image = open_photograph(height=40, width=48 + 8 * number)
        reference = folder / f"{source}.png"
        Pillow.fromarray(image).save(reference)
        for quality in (10, 40, 80):
            decoded = folder / f"{source}_{quality}.png"
            Pillow.fromarray(jpeg(image, quality)).save(decoded)
            for codec, size_bytes in (("jpeg", 20 * quality), ("half", 10 * quality)):
                bpp = size_bytes * 8 / (image.shape[0] * image.shape[1])
                rows.append(
                    ManifestRow(
                        source=source,
                        reference=reference,
                        codec=codec,
                        decoded=decoded,
                        bytes=size_bytes,
                        bpp=bpp,
                        target_bpp=quality / 100,
                        encode_s=0.01,
                        decode_s=0.002,
                    )
                )
    write_manifest(folder / "manifest.csv", rows)
    return folder / "manifest.csv"
