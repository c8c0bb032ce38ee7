from __future__ import annotations

import os
from argparse import ArgumentParser
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from PIL import Image as Pillow

from imgcodecs.errors import CodecError, ImageError
from imgcodecs.sources import read_image
from imgcodecs.types import Image
from raters.baking import default_codecs, read_codec
from raters.bank import bank_lacks
from raters.banking import build_bank
from raters.coverage import write_coverage
from raters.models import ArtefactItem

# Photographs inside the scikit-image wheel, none of them in the demo study: nobody shall meet in a
# study what he was screened with. Those that were JPEG files are reduced until that is gone.
PHOTOGRAPHS = {
    "camera.png": 1,  # Lav Varshney, CC0
    "ihc.png": 1,  # CMMI, no known copyright restrictions
    "brick.png": 1,  # CC0Textures, CC0
    "rocket.jpg": 2,  # SpaceX, public domain
    "grass.png": 1,  # linolafett, CC0
    "gravel.png": 1,  # CC0Textures, CC0
}
HEAD_OF_TABLE = (
    "Items by how strongly what a codec did shows, in tenths from 0.0 (invisible) to 1.0 "
    "(obvious). The check needs some all along:"
)


class Command(BaseCommand):
    help = (
        "Make the items of the artefact check from photographs, with real encodes. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("images", nargs="*", type=Path, help="photographs instead of our own")
        parser.add_argument(
            "--codec",
            action="append",
            default=[],
            metavar="NAME[:OPTION=VALUE,...][@QUALITY,...]",
            help="instead of JPEG, AV1 and VVC; any that `python -m imgcodecs list` names. Without "
            "qualities those are sought that spread the strengths evenly. May be repeated.",
        )
        parser.add_argument("--seed", type=int, default=1, help="places the windows")

    def handle(self, *, images: list[Path], codec: list[str], seed: int, **options: Any) -> None:
        reductions = dict.fromkeys(images, 1) or default_photographs()
        try:
            photographs = [
                (path.stem, reduce_image(read_image(path), by)) for path, by in reductions.items()
            ]
            codecs = [read_codec(text) for text in codec] or default_codecs()
            new = build_bank(photographs, codecs, seed=seed, workers=os.cpu_count() or 1)
        except (ImageError, CodecError, ValueError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{new} new items; the bank holds {ArtefactItem.objects.count()}")
        self.stdout.write(HEAD_OF_TABLE)
        self.stdout.write(write_coverage(ArtefactItem.objects.all()))
        if lacks := bank_lacks():
            raise CommandError(f"these are too few: the check {'; '.join(lacks)}")


def default_photographs() -> dict[Path, int]:
    folder = Path(str(resources.files("skimage"))) / "data"
    return {folder / name: by for name, by in PHOTOGRAPHS.items()}


def reduce_image(image: Image, by: int) -> Image:
    return image if by == 1 else np.asarray(Pillow.fromarray(image).reduce(by))
