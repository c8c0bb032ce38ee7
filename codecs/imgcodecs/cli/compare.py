"""``compare``: objective measures of a pair of images."""

from __future__ import annotations

import argparse
from pathlib import Path

from imgcodecs.cli.arguments import Commands
from imgcodecs.errors import ImageError
from imgcodecs.metrics import LEAST_SIDE, psnr_db, ssimulacra2
from imgcodecs.sources import read_image


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("compare", help="objective measures of a pair of images")
    parser.add_argument("reference", type=Path, metavar="A.png")
    parser.add_argument("distorted", type=Path, metavar="B.png")
    parser.set_defaults(command=compare)


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
