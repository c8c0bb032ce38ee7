"""The commands that only look: ``list`` and ``compare``."""

from __future__ import annotations

import argparse

from imgcodecs.errors import ImageError
from imgcodecs.metrics import LEAST_SIDE, psnr_db, ssimulacra2
from imgcodecs.registry import describe_codecs
from imgcodecs.sources import read_image


def list_codecs(arguments: argparse.Namespace) -> int:
    """Print every codec, a line each."""
    titles = ("name", "codec", "from", "version, or what is missing")
    lines = [
        (row.name, row.label, row.origin, row.version if row.runnable else f"missing: {row.reason}")
        for row in describe_codecs()
    ]
    widths = [max(len(line[column]) for line in (titles, *lines)) for column in range(len(titles))]
    for line in (titles, *lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Print the measures of a pair."""
    reference, distorted = read_image(arguments.reference), read_image(arguments.distorted)
    if reference.shape != distorted.shape:
        sizes = [f"{image.shape[1]}x{image.shape[0]}" for image in (reference, distorted)]
        raise ImageError(f"{arguments.distorted}: is {sizes[1]} pixels, the reference {sizes[0]}")
    print(f"psnr_db      {psnr_db(reference, distorted):.3f}")
    if min(reference.shape[:2]) >= LEAST_SIDE:
        print(f"ssimulacra2  {ssimulacra2(reference, distorted):.3f}")
    else:
        print(f"ssimulacra2  not defined below {LEAST_SIDE} pixels a side")
    return 0
